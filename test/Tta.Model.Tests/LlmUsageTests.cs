namespace Tta.Model.Tests;

public sealed class LlmUsageTests
{
    private static readonly Dictionary<string, long> s_units = new()
    {
        ["input"] = 10, ["input_cached_tokens"] = 4, ["output"] = 6, ["output_reasoning_tokens"] = 1, ["web_search_queries"] = 2,
    };

    [Fact]
    public void Sums_CountEveryPart()
    {
        Assert.Equal((14, 7, 4, 1), (LlmUsage.Input(s_units), LlmUsage.Output(s_units), LlmUsage.CachedInput(s_units), LlmUsage.Reasoning(s_units)));
        Assert.Equal(23, LlmUsage.WithTotal(s_units)["total"]);
    }

    [Fact]
    public void Total_ThatIsGiven_Stays() =>
        Assert.Equal(5, LlmUsage.WithTotal(new Dictionary<string, long> { ["input"] = 1, ["total"] = 5 })["total"]);

    [Fact]
    public void Total_OfNothing_IsNotKnown() => Assert.Empty(LlmUsage.WithTotal(LlmUsage.None));

    [Fact]
    public void Total_ThatWouldOverflow_IsTheGreatestNumber() =>
        Assert.Equal(long.MaxValue, LlmUsage.WithTotal(new Dictionary<string, long> { ["a"] = long.MaxValue, ["b"] = 1 })["total"]);

    [Fact]
    public void Costs_OfAPartThatIsNotGiven_AreNotKnown()
    {
        var costs = new Dictionary<string, decimal> { ["input"] = 1, ["input_cached_tokens"] = 0.5m };
        Assert.Equal((1.5m, null), (LlmUsage.InputCost(costs), LlmUsage.OutputCost(costs)));
    }

    [Fact]
    public void Observation_KnowsItsTimesAndSums()
    {
        var o = new LlmObservation
        {
            Id = "o", TraceId = "t", StartNs = 100, EndNs = 250, CompletionStartNs = 130, UsageDetails = LlmUsage.WithTotal(s_units),
            CostDetails = new Dictionary<string, decimal> { ["total"] = 3 },
        };
        Assert.Equal((150, 30, 14, 7, 23), (o.LatencyNs, o.TimeToFirstTokenNs, o.InputTokens, o.OutputTokens, o.TotalTokens));
        Assert.Equal((3m, null), (o.TotalCost, o.InputCost));
        Assert.Null((o with { EndNs = 0 }).LatencyNs);
        Assert.True(o.IsRoot);
    }
}
