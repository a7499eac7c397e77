using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Personas;

public sealed class PersonaSwitchTests
{
    [Fact]
    public async Task Everything_inside_runs_as_the_persona_and_what_follows_as_before()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Primitive<int, int> workflow = Steps.Increment
            >> (Steps.Increment >> Steps.Increment).WithPersona("tta-testing-specialist", "review")
            >> Steps.Increment;
        await workflow.Named("w").ExecuteAsync(0, new WorkflowContext { Persona = "tta-data-scientist", ChatMode = "analyse" });
        Assert.Equal("w(Increment, PersonaSwitch(SequentialPrimitive(Increment, Increment)), Increment)", spans.Tree());
        Assert.Equal(
            ["tta-data-scientist/analyse", "tta-testing-specialist/review", "tta-testing-specialist/review", "tta-data-scientist/analyse"],
            spans.All("primitive.Increment").Select(span => $"{span.GetTagItem("persona")}/{span.GetTagItem("chatmode")}"));
        Assert.Equal(1, metrics.Sum("persona.switches{from=tta-data-scientist,to=tta-testing-specialist,persona=tta-testing-specialist}"));
        Assert.Equal("tta-testing-specialist", spans.Single("primitive.PersonaSwitch").GetTagItem("persona.to"));
    }

    [Fact]
    public async Task The_same_persona_is_no_switch_and_the_first_comes_from_none()
    {
        using var metrics = new MetricRecorder();
        Primitive<int, int> step = Steps.Increment.WithPersona("a").WithPersona("a");
        await step.ExecuteAsync(0);
        Assert.Equal(1, metrics.SumOf("persona.switches"));
        Assert.Equal(1, metrics.Sum("persona.switches{from=none,to=a,persona=a}"));
    }
}
