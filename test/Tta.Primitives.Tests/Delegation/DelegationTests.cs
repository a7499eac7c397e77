using Tta.Primitives.Testing;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Delegation;

public sealed class DelegationTests
{
    private readonly MockPrimitive<string, string> _small = new MockPrimitive<string, string>("Small").Returns("small");
    private readonly MockPrimitive<string, string> _medium = new MockPrimitive<string, string>("Medium").Returns("medium");
    private readonly MockPrimitive<string, string> _large = new MockPrimitive<string, string>("Large").Returns("large");

    [Fact]
    public async Task The_orchestrator_picks_the_executor()
    {
        using var spans = new SpanRecorder();
        Assert.Equal("medium", await Build("medium").ExecuteAsync("task"));
        Assert.Empty(_small.Calls);
        Assert.Equal("DelegationPrimitive(Orchestrator, Medium)", spans.Tree());
        Assert.Equal("medium", spans.Single("primitive.DelegationPrimitive").GetTagItem("delegation.executor"));
    }

    [Fact]
    public async Task What_the_validator_turns_down_goes_to_the_next_stronger_executor()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Assert.Equal("large", await Build("small", accepted: "large", maxEscalations: 2).ExecuteAsync("task"));
        Assert.Equal("DelegationPrimitive(Orchestrator, Small, Validator, Medium, Validator, Large, Validator)", spans.Tree());
        Assert.Equal(2, spans.Single("primitive.DelegationPrimitive").GetTagItem("delegation.escalations"));
        Assert.Equal(3, metrics.SumOf("router.decisions"));
    }

    [Fact]
    public async Task When_nobody_passes_the_error_names_who_was_tried()
    {
        DelegationFailedException error = await Assert.ThrowsAsync<DelegationFailedException>(
            async () => await Build("small", accepted: "large", maxEscalations: 1).ExecuteAsync("task"));
        Assert.Equal("delegation 'DelegationPrimitive': no result passed the validator; tried small, medium", error.Message);
        Assert.Empty(_large.Calls);
    }

    [Fact]
    public async Task An_executor_that_does_not_exist_is_an_error() =>
        await Assert.ThrowsAsync<RouteNotFoundException>(async () => await Build("huge").ExecuteAsync("task"));

    private Primitive<string, string> Build(string choice, string? accepted = null, int maxEscalations = 1) => Workflow.Delegate(
        Workflow.Step("Orchestrator", (string _) => (RouteDecision)choice),
        [("small", _small), ("medium", _medium), ("large", _large)],
        new DelegationOptions<string, string>
        {
            MaxEscalations = maxEscalations,
            Validator = accepted is null ? null : Workflow.Step("Validator", ((string Task, string Result) work) => work.Result == accepted),
        });
}
