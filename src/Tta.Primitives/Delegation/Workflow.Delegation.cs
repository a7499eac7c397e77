namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>
    /// An orchestrator (a rule or a strong model) picks which executor does the work; a validator may judge the result; what it turns
    /// down goes to the next stronger executor.
    /// </summary>
    /// <typeparam name="TTask">The work.</typeparam>
    /// <typeparam name="TResult">Its result.</typeparam>
    /// <param name="orchestrator">Names the executor.</param>
    /// <param name="weakestFirst">The executors by name, cheapest and weakest first; at least one.</param>
    /// <param name="options">Validator and escalations. Default: every result is taken.</param>
    /// <returns>The delegation.</returns>
    public static Primitive<TTask, TResult> Delegate<TTask, TResult>(
        IPrimitive<TTask, RouteDecision> orchestrator,
        IEnumerable<(string Name, IPrimitive<TTask, TResult> Primitive)> weakestFirst,
        DelegationOptions<TTask, TResult>? options = null) =>
        new DelegationPrimitive<TTask, TResult>(orchestrator, weakestFirst, options ?? DelegationOptions<TTask, TResult>.Default);
}
