namespace Tta.Primitives;

/// <summary>One unit of work of a workflow: takes an input, gives an output, and composes with others by <c>&gt;&gt;</c> and <c>|</c>.</summary>
/// <remarks>
/// Implementations are safe for concurrent use. Derive from <see cref="Primitive{TIn,TOut}"/> to be traced, measured and logged;
/// an implementation of the bare interface is wrapped where it is composed and so is observed too.
/// </remarks>
/// <typeparam name="TIn">What the step takes.</typeparam>
/// <typeparam name="TOut">What the step gives.</typeparam>
public interface IPrimitive<in TIn, TOut>
{
    /// <summary>Runs the step once.</summary>
    /// <param name="input">The value to work on. Shared with parallel branches: treat it as read-only.</param>
    /// <param name="context">Identity and state of the running workflow.</param>
    /// <param name="cancellationToken">Ends the step early; the step then throws <see cref="OperationCanceledException"/>.</param>
    /// <returns>The result. Await it once.</returns>
    ValueTask<TOut> ExecuteAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken = default);
}
