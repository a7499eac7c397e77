using FsCheck;
using FsCheck.Fluent;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Sequential;

public sealed class AssociativityTests
{
    [Fact]
    public void However_a_chain_is_bracketed_its_result_its_spans_and_its_description_are_the_same() => Prop.ForAll(
        ArbMap.Default.ArbFor<int>(),
        seed =>
        {
            var random = new Random(seed);
            IPrimitive<int, int>[] steps = [.. Enumerable.Range(0, random.Next(2, 12)).Select(i => BuildStep(i, random))];
            (string expected, string text) = Observe(steps.Aggregate((left, right) => left >> right));
            Assert.Equal((expected, text), Observe(Bracket(steps, random)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    private static Primitive<int, int> BuildStep(int i, Random random) => random.Next(3) switch
    {
        0 => Workflow.Step($"Sync{i}", (int n) => (n * 3) + i),
        1 => Workflow.Step($"Async{i}", async (int n) => { await Task.Yield(); return n + i; }),
        _ => random.Next(8) == 0 ? Steps.Failing($"at {i}", $"Failing{i}") : Steps.Increment,
    };

    private static IPrimitive<int, int> Bracket(ReadOnlySpan<IPrimitive<int, int>> steps, Random random)
    {
        if (steps.Length == 1)
        {
            return steps[0];
        }

        int cut = random.Next(1, steps.Length);
        return Bracket(steps[..cut], random) >> Bracket(steps[cut..], random);
    }

    private static (string Spans, string Text) Observe(IPrimitive<int, int> chain)
    {
        using var spans = new SpanRecorder();
        string result;
        try
        {
            result = $"{chain.ExecuteAsync(1).AsTask().GetAwaiter().GetResult()}";
        }
        catch (InvalidOperationException e)
        {
            result = e.Message;
        }

        return ($"{result}: {spans.Tree()}", chain.Describe().ToText());
    }
}
