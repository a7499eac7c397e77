using Tta.Model;
using Tta.Server.Ui;

namespace Tta.Server.Tests.Ui;

public sealed class RepeatedCallsTests
{
    [Fact]
    public void Add_TheSameQuestionAgain_CountsAllButTheFirst()
    {
        RepeatedCalls repeated = Of(Call("c", 3, "1.5"), Call("b", 2, "1.25"), Call("a", 1, "2"));
        RepeatedCall row = Assert.Single(repeated.Dearest(10));
        Assert.Equal((2, 20L, 4L, 2.75m), (row.Repeats, row.InputTokens, row.OutputTokens, row.CostUsd));
        Assert.Equal(("a", "c"), (row.First.Id, row.Last.Id));
        Assert.Equal((2, 2.75m), repeated.Sum());
    }

    [Fact]
    public void Add_AnythingElseThatDecidesTheAnswer_IsAnotherQuestion()
    {
        LlmObservation call = Call("a", 1, "1");
        RepeatedCalls repeated = Of(
            call, call with { Model = "other" }, call with { SystemInstructionsJson = "[1]" }, call with { ModelParametersJson = "{\"temperature\":1}" },
            call with { ToolDefinitionsJson = "[]" }, call with { InputJson = "[\"other\"]" }, call with { SystemInstructionsJson = call.InputJson, InputJson = "" });
        Assert.Equal(7, repeated.Compared);
        Assert.Empty(repeated.Dearest(10));
    }

    [Fact]
    public void Add_FailedCallsAndCallsWithoutContent_AreLeftOut()
    {
        LlmObservation call = Call("a", 1, "1");
        RepeatedCalls repeated = Of(call with { Error = "timeout" }, call with { InputJson = null }, call);
        Assert.Equal(1, repeated.Compared);
        Assert.Equal((0, 0m), repeated.Sum());
    }

    [Fact]
    public void Dearest_OrdersByCost()
    {
        LlmObservation cheap = Call("a", 1, "0.5") with { InputJson = "1" };
        LlmObservation dear = Call("b", 1, "3") with { InputJson = "2" };
        RepeatedCalls repeated = Of(cheap, cheap, cheap, dear, dear);
        Assert.Equal(["b", "a"], repeated.Dearest(2).Select(row => row.Last.Id));
        Assert.Equal("b", Assert.Single(repeated.Dearest(1)).Last.Id);
    }

    private static RepeatedCalls Of(params LlmObservation[] calls)
    {
        var repeated = new RepeatedCalls();
        foreach (LlmObservation call in calls)
        {
            repeated.Add(call);
        }

        return repeated;
    }

    private static LlmObservation Call(string id, long startNs, string costUsd) => new()
    {
        Id = id,
        TraceId = "t",
        Type = LlmObservationType.Generation,
        Model = "m",
        StartNs = startNs,
        EndNs = startNs + 1,
        InputJson = "[\"question\"]",
        UsageDetails = new Dictionary<string, long> { ["input"] = 10, ["output"] = 2 },
        CostDetails = new Dictionary<string, decimal> { ["total"] = decimal.Parse(costUsd, System.Globalization.CultureInfo.InvariantCulture) },
    };
}
