using Tta.Primitives;

namespace Tta.Observability;

/// <summary>Budgets around steps.</summary>
public static class PersonaBudgetExtensions
{
    /// <summary>
    /// Runs the step only as the budget of the running persona allows: as it is, by something cheaper, or not at all. While the step runs its
    /// estimate is set aside, so what runs at the same time cannot overspend together; then only what it really used counts.
    /// </summary>
    /// <remarks>
    /// Calls through Tta.Integrations are counted by themselves; other calls are to be counted by <see cref="PersonaTracker.RecordUsage"/>
    /// inside the step. Two budgets around each other set aside both estimates.
    /// </remarks>
    /// <typeparam name="TIn">What the step takes.</typeparam>
    /// <typeparam name="TOut">What it gives.</typeparam>
    /// <param name="primitive">The step.</param>
    /// <param name="personas">The budgets.</param>
    /// <param name="estimateTokens">Tokens the step is expected to use for an input, at least 0.</param>
    /// <param name="cheaper">Runs instead when the budget is used up and the persona's enforcement is <see cref="BudgetEnforcement.Route"/>.</param>
    /// <param name="estimateCostUsd">
    /// US dollars the step is expected to cost for an input, at least 0; null sets no money aside, and the step runs while any is left.
    /// </param>
    /// <returns>The step within the budget. It fails with <see cref="PersonaBudgetExceededException"/> where the persona refuses.</returns>
    public static Primitive<TIn, TOut> WithPersonaBudget<TIn, TOut>(
        this IPrimitive<TIn, TOut> primitive, PersonaTracker personas, Func<TIn, long> estimateTokens, IPrimitive<TIn, TOut>? cheaper = null,
        Func<TIn, decimal>? estimateCostUsd = null)
    {
        ArgumentNullException.ThrowIfNull(primitive);
        ArgumentNullException.ThrowIfNull(personas);
        ArgumentNullException.ThrowIfNull(estimateTokens);
        return new PersonaBudgetPrimitive<TIn, TOut>(primitive, personas, estimateTokens, estimateCostUsd, cheaper);
    }
}
