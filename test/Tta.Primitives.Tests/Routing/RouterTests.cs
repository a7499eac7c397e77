using System.Diagnostics;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Routing;

public sealed class RouterTests
{
    private static readonly (string, IPrimitive<int, string>)[] s_routes =
        [("small", Workflow.Step("Small", (int n) => $"s{n}")), ("large", Workflow.Step("Large", (int n) => $"l{n}"))];

    [Fact]
    public async Task Each_input_takes_its_route_and_the_decision_is_seen_everywhere()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Primitive<int, string> router = Workflow.Route((int n) => n < 10 ? "small" : new RouteDecision("large", "ten_or_more"), s_routes);
        Assert.Equal("s1", await router.ExecuteAsync(1));
        Assert.Equal("l10", await router.ExecuteAsync(10));
        Assert.Equal("RouterPrimitive(Small) + RouterPrimitive(Large)", spans.Tree());
        Activity[] routers = spans.All("primitive.RouterPrimitive");
        Assert.Equal(("small", "routing_function"), (routers[0].GetTagItem("router.route"), routers[0].GetTagItem("router.reason")));
        Assert.Equal(("large", "ten_or_more"), (routers[1].GetTagItem("router.route"), routers[1].GetTagItem("router.reason")));
        Assert.Equal("router.decision", Assert.Single(routers[1].Events).Name);
        Assert.Equal(1, metrics.Sum("router.decisions{primitive.name=RouterPrimitive,route=large}"));
    }

    [Theory]
    [InlineData("nowhere", "invalid_route_fallback")]
    [InlineData(null, "invalid_route_fallback")]
    [InlineData("throw", "routing_error_fallback")]
    [InlineData("gave up", "routing_error_fallback")]
    public async Task The_default_takes_what_the_function_cannot_decide(string? choice, string reason)
    {
        using var spans = new SpanRecorder();
        Primitive<int, string> router = Workflow.Route(
            (int _) => choice switch
            {
                "throw" => throw new InvalidOperationException(),
                "gave up" => throw new OperationCanceledException("a wait of its own was over"),
                _ => choice!,
            },
            s_routes, new RouterOptions { DefaultRoute = "small" });
        Assert.Equal("s5", await router.ExecuteAsync(5));
        Assert.Equal(reason, spans.Single("primitive.RouterPrimitive").GetTagItem("router.reason"));
    }

    [Fact]
    public async Task Without_a_default_an_unknown_route_names_what_there_is()
    {
        Primitive<int, string> router = Workflow.Route((int _) => "nowhere", s_routes);
        RouteNotFoundException error = await Assert.ThrowsAsync<RouteNotFoundException>(async () => await router.ExecuteAsync(5));
        Assert.Equal("router 'RouterPrimitive' chose route 'nowhere', which it does not have; it has large, small and no default route", error.Message);

        error = await Assert.ThrowsAsync<RouteNotFoundException>(
            async () => await Workflow.Route((int _) => default(RouteDecision), s_routes).ExecuteAsync(5));
        Assert.Null(error.Route);
        Assert.Equal("router 'RouterPrimitive' chose no route (null); it has large, small and no default route", error.Message);
    }

    [Fact]
    public async Task What_a_route_costs_less_than_the_dearest_is_counted()
    {
        using var metrics = new MetricRecorder();
        var options = new RouterOptions { Name = "Saving", CostPerRouteUsd = new Dictionary<string, double> { ["small"] = 0.25, ["large"] = 1 } };
        Primitive<int, string> router = Workflow.Route((int n) => n < 10 ? "small" : "large", s_routes, options);
        foreach (int input in (int[])[1, 2, 10])
        {
            await router.ExecuteAsync(input);
        }

        Assert.Equal(1.5, metrics.Sum("router.savings.usd{primitive.name=Saving,route=small}"));
        Assert.Equal(0, metrics.Count("router.savings.usd{primitive.name=Saving,route=large}"));
    }

    [Theory]
    [InlineData("tiny", 1)]
    [InlineData("small", -1)]
    [InlineData("small", double.NaN)]
    public void A_cost_that_cannot_be_is_refused(string route, double usd) =>
        Assert.Contains(route, Assert.Throws<ArgumentException>(() => Workflow.Route((int _) => "small", s_routes, new RouterOptions { CostPerRouteUsd = new Dictionary<string, double> { [route] = usd } })).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_context_may_decide()
    {
        Primitive<int, string> router = Workflow.Route((int _, WorkflowContext context) => context.Persona ?? "small", s_routes);
        Assert.Equal("l1", await router.ExecuteAsync(1, new WorkflowContext { Persona = "large" }));
    }

    [Fact]
    public void Routes_are_checked_when_the_workflow_is_built()
    {
        Assert.Throws<ArgumentException>(() => Workflow.Route((int _) => "a", Array.Empty<(string, IPrimitive<int, string>)>()));
        Assert.Throws<ArgumentException>(() => Workflow.Route((int _) => "a", [s_routes[0], s_routes[0]]));
        Assert.Throws<ArgumentException>(() => Workflow.Route((int _) => "a", s_routes, new RouterOptions { DefaultRoute = "c" }));
    }
}
