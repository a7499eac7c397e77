namespace Tta.Primitives;

/// <summary>Makes workflows resumable.</summary>
public static class CheckpointExtensions
{
    /// <summary>
    /// Saves the result of the step under the workflow's id. Run the workflow again with the same <see cref="WorkflowContext.WorkflowId"/>
    /// and the same input, after a crash or an error, and it goes on behind the last step that was saved.
    /// </summary>
    /// <remarks>
    /// A step that ended and whose result could not be saved runs again: steps with effects should be idempotent. Inside a loop, a list, a
    /// mapped stream or parallel branches each turn, item and branch has a checkpoint of its own, <c>{step}[{index}]</c>: a run resumes
    /// rightly when their order is the same again.
    /// </remarks>
    /// <exception cref="InvalidOperationException">Thrown when it runs: another step of the same run uses the name.</exception>
    /// <exception cref="CheckpointUnreadableException">Thrown when it runs: the codec cannot read what was saved.</exception>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="step">Name of the checkpoint, unique in the workflow and stable over versions.</param>
    /// <param name="store">Where results are kept.</param>
    /// <param name="codec">How results become bytes.</param>
    /// <returns>The step with a checkpoint behind it.</returns>
    public static Primitive<TIn, TOut> WithCheckpoint<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, string step, ICheckpointStore store, Codec<TOut> codec)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(step);
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(codec);
        return new CheckpointPrimitive<TIn, TOut>(step, Observed.Of(primitive), store, codec);
    }
}
