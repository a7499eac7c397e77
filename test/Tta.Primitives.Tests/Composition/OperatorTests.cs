namespace Tta.Primitives.Tests.Composition;

public sealed class OperatorTests
{
    private static readonly Primitive<string, int> s_parse = Workflow.Step("Parse", (string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
    private static readonly Primitive<int, int> s_double = Workflow.Step("Double", (int n) => n * 2);
    private static readonly Primitive<int, string> s_spell = Workflow.Step("Spell", (int n) => $"<{n}>");

    [Fact]
    public async Task Steps_chain_by_type()
    {
        Primitive<string, string> chain = s_parse >> s_double >> s_spell;
        Assert.Equal("<42>", await chain.ExecuteAsync("21"));
    }

    [Fact]
    public async Task Every_kind_of_function_is_a_step()
    {
        Primitive<string, int> chain = s_parse
            >> (n => n + 1)
            >> (async n => { await Task.Yield(); return n + 1; })
            >> (async (n, cancellation) => { await Task.Delay(0, cancellation); return n + 1; })
            >> (async (n, context, cancellation) => { await Task.Delay(TimeSpan.Zero, context.TimeProvider, cancellation); return n + 1; })
            >> ((n, _, _) => new ValueTask<int>(n + 1))
            >> Increment
            >> IncrementAsync
            >> s_double;
        Assert.Equal(16, await chain.ExecuteAsync("1"));
    }

    [Fact]
    public async Task A_named_step_may_be_any_of_them_too()
    {
        Primitive<int, string> chain = Workflow.Step("Sync", (int n) => n + 1)
            >> Workflow.Step("Context", (int n, WorkflowContext context) => $"{n}{context.Persona}")
            >> Workflow.Step("Async", async (string text) => { await Task.Yield(); return text + "a"; })
            >> Workflow.Step("Cancellable", async (string text, CancellationToken _) => { await Task.Yield(); return text + "c"; })
            >> Workflow.Step<string, string>("Unused", async (text, _) => { await Task.Yield(); return text + "u"; })
            >> Workflow.Step("All", async (string text, WorkflowContext _, CancellationToken _) => { await Task.Yield(); return text + "x"; });
        Assert.Equal("1pacux", await chain.ExecuteAsync(0, new WorkflowContext { Persona = "p" }));
    }

    [Fact]
    public async Task A_function_variable_may_stand_on_the_left()
    {
        Func<string, int> length = text => text.Length;
        Primitive<string, int> chain = length >> s_double;
        Assert.Equal(6, await chain.ExecuteAsync("abc"));
    }

    [Fact]
    public async Task A_method_group_names_its_step_and_a_lambda_does_not()
    {
        static int Local(int n) => n;
        PrimitiveGraph graph = (s_double >> Increment >> Local >> (n => n)).Describe();
        Assert.Equal(["Double", "Increment", "Local", "Lambda"], graph.Children.Select(child => child.Name));
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Branches_give_a_tuple_to_what_merges_them()
    {
        Primitive<string, string> chain = s_parse >> (s_double | s_spell) >> (both => $"{both.Item1} {both.Item2}");
        Assert.Equal("4 <2>", await chain.ExecuteAsync("2"));
    }

    [Fact]
    public async Task More_branches_give_a_flat_tuple()
    {
        (int, string, int) three = await (s_double | s_spell | s_double).ExecuteAsync(1);
        Assert.Equal((2, "<1>", 2), three);
        (int, string, int, string) four = await (s_double | s_spell | s_double | s_spell).ExecuteAsync(1);
        Assert.Equal((2, "<1>", 2, "<1>"), four);
        (int, string, int, string, int) five = await (s_double | s_spell | s_double | s_spell | s_double).ExecuteAsync(1);
        Assert.Equal((2, "<1>", 2, "<1>", 2), five);
        (int, (string, int)) bracketed = await (s_double | (s_spell | s_double)).ExecuteAsync(1);
        Assert.Equal((2, ("<1>", 2)), bracketed);
    }

    [Fact]
    public async Task A_branch_may_be_a_function()
    {
        (int, int) both = await (s_double | (n => n + 10)).ExecuteAsync(1);
        Assert.Equal((2, 11), both);
        (int, int) other = await (s_double | (async n => { await Task.Yield(); return n + 10; })).ExecuteAsync(1);
        Assert.Equal((2, 11), other);
    }

    [Fact]
    public async Task A_step_of_a_base_type_takes_a_derived_value()
    {
        Primitive<object, int> hash = Workflow.Step("Size", (object value) => ((string)value).Length);
        IPrimitive<string, string> trim = Workflow.Step("Trim", (string text) => text.Trim());
        Assert.Equal(2, await (trim >> hash).ExecuteAsync(" ab "));
    }

    [Fact]
    public async Task A_bare_implementation_of_the_interface_composes()
    {
        IPrimitive<int, int> bare = new Bare();
        Primitive<int, int> chain = bare >> s_double;
        Assert.Equal(4, await chain.ExecuteAsync(1));
        Assert.Equal("Bare", chain.Describe().Children[0].Name);
    }

    [Fact]
    public async Task Chains_of_thousands_of_steps_do_not_exhaust_the_stack()
    {
        Primitive<int, int> left = Workflow.Step("One", (int n) => n + 1);
        Primitive<int, int> right = left;
        Primitive<int, int> one = left;
        for (int i = 1; i < 20_000; i++)
        {
            left >>= one;
            right = one >> right;
        }

        Assert.Equal(20_000, await left.ExecuteAsync(0));
        Assert.Equal(20_000, await right.ExecuteAsync(0));
    }

    private static int Increment(int n) => n + 1;

    private static async Task<int> IncrementAsync(int n)
    {
        await Task.Yield();
        return n + 1;
    }

    private sealed class Bare : IPrimitive<int, int>
    {
        public ValueTask<int> ExecuteAsync(int input, WorkflowContext context, CancellationToken cancellationToken) => new(input + 1);
    }
}
