namespace Tta.Primitives;

public static partial class Workflow
{
    /// <summary>Takes the best route whose estimated cost still fits into a budget. The estimate is set aside while the route runs.</summary>
    /// <typeparam name="TIn">What every route takes.</typeparam>
    /// <typeparam name="TOut">What every route gives.</typeparam>
    /// <param name="bestFirst">The routes in order of preference, at least one.</param>
    /// <param name="budget">The money; may be shared by several routers.</param>
    /// <param name="options">What happens when nothing fits. Default: <see cref="BudgetExceededException"/>.</param>
    /// <returns>The router.</returns>
    public static Primitive<TIn, TOut> RouteWithinBudget<TIn, TOut>(
        IEnumerable<CostRoute<TIn, TOut>> bestFirst, CostBudget budget, BudgetRouterOptions? options = null) =>
        new BudgetRouterPrimitive<TIn, TOut>(bestFirst, budget, options ?? BudgetRouterOptions.Default);
}
