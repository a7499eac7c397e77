using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Budgets;

public sealed class BudgetTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task The_best_route_that_still_fits_is_taken()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        CostBudget budget = Budget(1.00m);
        Primitive<int, string> router = Workflow.RouteWithinBudget([Route("quality", 0.40m), Route("fast", 0.15m)], budget);
        List<string> taken = [];
        for (int i = 0; i < 3; i++)
        {
            taken.Add(await router.ExecuteAsync(1));
        }

        Assert.Equal(["quality", "quality", "fast"], taken);
        Assert.Equal((0.95m, 0.05m), (budget.SpentUsd, budget.RemainingUsd));
        Assert.Equal(["preferred", "preferred", "within_budget"], spans.All("primitive.BudgetRouterPrimitive").Select(span => span.GetTagItem("router.reason")));
        Assert.Equal(0.40, spans.All("primitive.BudgetRouterPrimitive")[0].GetTagItem("router.cost_usd"));
        Assert.Equal(1, metrics.Sum("router.decisions{primitive.name=BudgetRouterPrimitive,route=fast}"));
        Assert.Equal(0.25, metrics.Sum("router.savings.usd{primitive.name=BudgetRouterPrimitive,route=fast}"), 10);
        Assert.Equal(0, metrics.Count("router.savings.usd{primitive.name=BudgetRouterPrimitive,route=quality}"));
        BudgetExceededException error = await Assert.ThrowsAsync<BudgetExceededException>(async () => await router.ExecuteAsync(1));
        Assert.Equal("no route of 'BudgetRouterPrimitive' fits into its budget: 0.05 of 1 USD left, new money in 3600 s", error.Message);
    }

    [Fact]
    public async Task A_new_window_brings_new_money()
    {
        CostBudget budget = Budget(0.10m);
        Primitive<int, string> router = Workflow.RouteWithinBudget([Route("fast", 0.10m)], budget);
        await router.ExecuteAsync(1);
        _clock.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(TimeSpan.FromMinutes(1), (await Assert.ThrowsAsync<BudgetExceededException>(async () => await router.ExecuteAsync(1))).RetryAfter);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("fast", await router.ExecuteAsync(1));
    }

    [Fact]
    public async Task The_cheapest_runs_over_budget_when_that_is_allowed()
    {
        using var spans = new SpanRecorder();
        CostBudget budget = Budget(0m);
        Primitive<int, string> router = Workflow.RouteWithinBudget(
            [Route("quality", 0.40m), Route("cheap", 0.01m), Route("fast", 0.15m)], budget, new BudgetRouterOptions { CheapestWhenExhausted = true });
        Assert.Equal("cheap", await router.ExecuteAsync(1));
        Assert.Equal(-0.01m, budget.RemainingUsd);
        Assert.Equal("over_budget", spans.Single("primitive.BudgetRouterPrimitive").GetTagItem("router.reason"));
    }

    [Fact]
    public async Task The_real_cost_replaces_the_estimate_and_a_failure_is_free()
    {
        CostBudget budget = Budget(1m);
        CostRoute<int, string> metered = Route("metered", 0.50m) with { ActualUsd = static _ => 0.02m };
        await Workflow.RouteWithinBudget([metered], budget).ExecuteAsync(1);
        Assert.Equal(0.02m, budget.SpentUsd);
        var failing = new CostRoute<int, int>("failing", Steps.Failing(), static _ => 0.50m);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await Workflow.RouteWithinBudget([failing], budget).ExecuteAsync(1));
        Assert.Equal(0.02m, budget.SpentUsd);
    }

    [Fact]
    public async Task What_runs_at_the_same_time_cannot_overspend_together()
    {
        CostBudget budget = Budget(1m);
        var gate = new TaskCompletionSource();
        var route = new CostRoute<int, int>("slow", Workflow.Step("Slow", async (int n) => { await gate.Task; return n; }), static _ => 0.10m);
        Primitive<int, int> router = Workflow.RouteWithinBudget([route], budget);
        Task<int>[] running = [.. Enumerable.Range(0, 25).Select(n => router.ExecuteAsync(n).AsTask())];
        Assert.Equal(15, running.Count(task => task.IsFaulted));
        gate.SetResult();
        await Task.WhenAll(running.Where(task => !task.IsFaulted));
        Assert.Equal(1m, budget.SpentUsd);
    }

    [Fact]
    public void A_reservation_of_a_former_window_does_not_touch_the_present_one()
    {
        CostBudget budget = Budget(1m);
        Assert.True(budget.TryReserve(0.6m, out CostReservation reservation));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.True(budget.TryReserve(0.3m, out _));
        budget.Settle(reservation, 0.9m);
        Assert.Equal(0.3m, budget.SpentUsd);
    }

    private static CostRoute<int, string> Route(string name, decimal costUsd) => new(name, Workflow.Step(name, (int _) => name), _ => costUsd);

    private CostBudget Budget(decimal limitUsd) => new(limitUsd, TimeSpan.FromHours(1), _clock);
}
