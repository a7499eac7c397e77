using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Branching;

public sealed class BranchingTests
{
    [Fact]
    public async Task The_condition_chooses_the_branch()
    {
        using var spans = new SpanRecorder();
        Primitive<int, string> conditional = Workflow.If(
            (int n) => n > 0, Workflow.Step("Positive", (int n) => $"+{n}"), Workflow.Step("Other", (int n) => $"{n}"));
        Assert.Equal("+1", await conditional.ExecuteAsync(1));
        Assert.Equal("0", await conditional.ExecuteAsync(0));
        Assert.Equal(
            "ConditionalPrimitive(conditional.branch_then(Positive)) + ConditionalPrimitive(conditional.branch_else(Other))", spans.Tree());
    }

    [Fact]
    public async Task Without_an_alternative_the_input_passes_unchanged()
    {
        Primitive<int, int> conditional = Workflow.If((int n) => n > 0, Steps.Increment);
        Assert.Equal((2, 0), (await conditional.ExecuteAsync(1), await conditional.ExecuteAsync(0)));
    }

    [Fact]
    public async Task The_context_may_decide()
    {
        Primitive<int, int> conditional = Workflow.If((int _, WorkflowContext context) => context.Persona is null, Steps.Increment, Steps.Failing());
        Assert.Equal(1, await conditional.ExecuteAsync(0));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await conditional.ExecuteAsync(0, new WorkflowContext { Persona = "p" }));
    }

    [Fact]
    public async Task The_key_chooses_the_case_and_the_default_takes_the_rest()
    {
        using var spans = new SpanRecorder();
        Primitive<int, string> choice = Workflow.Switch(
            (int n) => n % 3,
            [(0, Workflow.Step("Fizz", (int _) => "fizz")), (1, Workflow.Step("One", (int _) => "one"))],
            Workflow.Step("Rest", (int n) => $"{n}"));
        Assert.Equal(("fizz", "one", "5"), (await choice.ExecuteAsync(3), await choice.ExecuteAsync(4), await choice.ExecuteAsync(5)));
        Assert.Equal(
            "SwitchPrimitive(switch.case_0(Fizz)) + SwitchPrimitive(switch.case_1(One)) + SwitchPrimitive(switch.default(Rest))", spans.Tree());
    }

    [Fact]
    public async Task An_unknown_key_without_a_default_names_what_there_is_and_not_the_key()
    {
        Primitive<string, int> choice = Workflow.Switch((string key) => key, [("b", Size), ("a", Size)]);
        SwitchCaseNotFoundException error = await Assert.ThrowsAsync<SwitchCaseNotFoundException>(async () => await choice.ExecuteAsync("secret"));
        Assert.Equal("switch 'SwitchPrimitive' has no case for this input; it has a, b and no default", error.Message);
    }

    [Fact]
    public void Cases_are_checked_when_the_workflow_is_built()
    {
        Assert.Throws<ArgumentException>(() => Workflow.Switch((string key) => key, Array.Empty<(string, IPrimitive<string, int>)>()));
        Assert.Throws<ArgumentException>(() => Workflow.Switch((string key) => key, [("a", Size), ("a", Size)]));
    }

    private static readonly IPrimitive<string, int> Size = Workflow.Step("Size", (string text) => text.Length);
}
