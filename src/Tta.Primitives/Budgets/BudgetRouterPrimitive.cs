namespace Tta.Primitives;

/// <summary>Takes the best route that the budget still allows.</summary>
internal sealed class BudgetRouterPrimitive<TIn, TOut> : Primitive<TIn, TOut>
{
    private const string Preferred = "preferred";
    private const string WithinBudget = "within_budget";
    private const string OverBudget = "over_budget";

    private readonly CostRoute<TIn, TOut>[] _bestFirst;
    private readonly CostBudget _budget;
    private readonly BudgetRouterOptions _options;

    public BudgetRouterPrimitive(IEnumerable<CostRoute<TIn, TOut>> bestFirst, CostBudget budget, BudgetRouterOptions options)
        : base(options.Name, "BudgetRouterPrimitive")
    {
        ArgumentNullException.ThrowIfNull(bestFirst);
        ArgumentNullException.ThrowIfNull(budget);
        _bestFirst = [.. bestFirst.Select(static route => route with { Primitive = Observed.Of(route.Primitive) })];
        _budget = budget;
        _options = options;
        if (_bestFirst.Length == 0)
        {
            throw new ArgumentException($"budget router '{Name}' needs at least one route", nameof(bestFirst));
        }
    }

    protected override IReadOnlyList<PrimitiveChild> Children =>
        [.. _bestFirst.Select(static route => PrimitiveChild.Of("route " + route.Name, route.Primitive))];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        (CostRoute<TIn, TOut> route, string reason, CostReservation reservation) = Choose(input);
        RouterTelemetry.Report(Name, new RouteDecision(route.Name, reason), context);

        // A failed execution is taken as free: providers do not charge for refusals, and retries would drain the budget for nothing.
        decimal actualUsd = 0;
        try
        {
            TOut output = await route.Primitive.ExecuteAsync(input, context, cancellationToken).ConfigureAwait(false);
            actualUsd = route.ActualUsd?.Invoke(output) ?? reservation.AmountUsd;
            RouterTelemetry.Saved(Name, route.Name, context, route == _bestFirst[0] ? 0 : (double)(_bestFirst[0].EstimateUsd(input) - actualUsd));
            return output;
        }
        finally
        {
            _budget.Settle(reservation, actualUsd);
            CurrentSpan.Set("router.cost_usd", (double)actualUsd);
        }
    }

    private (CostRoute<TIn, TOut> Route, string Reason, CostReservation Reservation) Choose(TIn input)
    {
        CostRoute<TIn, TOut> cheapest = _bestFirst[0];
        decimal cheapestUsd = decimal.MaxValue;
        foreach (CostRoute<TIn, TOut> route in _bestFirst)
        {
            decimal estimateUsd = route.EstimateUsd(input);
            if (_budget.TryReserve(estimateUsd, out CostReservation reservation))
            {
                return (route, route == _bestFirst[0] ? Preferred : WithinBudget, reservation);
            }

            (cheapest, cheapestUsd) = estimateUsd < cheapestUsd ? (route, estimateUsd) : (cheapest, cheapestUsd);
        }

        if (!_options.CheapestWhenExhausted)
        {
            throw new BudgetExceededException(Name, _budget);
        }

        _budget.TryReserve(cheapestUsd, out CostReservation forced, force: true);
        return (cheapest, OverBudget, forced);
    }
}
