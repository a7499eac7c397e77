namespace Tta.Primitives;

/// <summary>Sagas: workflows that undo what they did when they fail.</summary>
public static class SagaExtensions
{
    /// <summary>Tells how to undo the step once it is done. Undone when a saga around it fails; without a saga around it, never.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="undo">Takes input and output of the step. Must be safe to run after a failure, and best idempotent.</param>
    /// <returns>The step with its compensation.</returns>
    public static Primitive<TIn, TOut> WithCompensation<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, Func<TIn, TOut, WorkflowContext, CancellationToken, ValueTask> undo)
    {
        ArgumentNullException.ThrowIfNull(undo);
        return new CompensatedPrimitive<TIn, TOut>(Observed.Of(primitive), undo);
    }

    /// <summary>Tells how to undo the step by a primitive that takes its output, so that undoing is traced and can be retried.</summary>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <typeparam name="TUndone">What the compensation gives; not used.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="undo">Takes the output of the step.</param>
    /// <returns>The step with its compensation.</returns>
    public static Primitive<TIn, TOut> WithCompensation<TIn, TOut, TUndone>(
        this IPrimitive<TIn, TOut> primitive, IPrimitive<TOut, TUndone> undo)
    {
        IPrimitive<TOut, TUndone> observed = Observed.Of(undo);
        return primitive.WithCompensation(async (_, output, context, cancellationToken) =>
            await observed.ExecuteAsync(output, context, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>
    /// Makes a saga of everything inside: when it fails or is cancelled, the steps that are done and have a compensation are undone, the
    /// latest first; then its error is thrown, or a <see cref="CompensationFailedException"/> when something could not be undone. A step that
    /// a timeout left behind and that ends later is undone then, whatever became of the saga: nobody has its result. So is what the
    /// losers among hedged attempts did, once they have ended.
    /// </summary>
    /// <typeparam name="TIn">What the saga takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The work.</param>
    /// <param name="options">Name and time for compensations.</param>
    /// <returns>The saga.</returns>
    public static Primitive<TIn, TOut> AsSaga<TIn, TOut>(this IPrimitive<TIn, TOut> primitive, SagaOptions? options = null) =>
        new SagaPrimitive<TIn, TOut>(primitive, options ?? SagaOptions.Default);
}
