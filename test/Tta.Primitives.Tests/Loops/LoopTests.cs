using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Loops;

public sealed class LoopTests
{
    [Fact]
    public async Task While_runs_as_long_as_the_condition_holds()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> loop = Workflow.While((int n) => n < 3, Steps.Increment);
        Assert.Equal((3, 7), (await loop.ExecuteAsync(0), await loop.ExecuteAsync(7)));
        Assert.Equal([0, 1, 2], spans.All("loop.iteration").Select(span => span.GetTagItem("loop.index")));
        Assert.Equal(3, spans.All("primitive.LoopPrimitive")[0].GetTagItem("loop.iterations"));
    }

    [Fact]
    public async Task While_beyond_its_limit_is_an_error_and_at_its_limit_is_not()
    {
        Assert.Equal(5, await Workflow.While((int n) => n < 5, Steps.Increment, maxIterations: 5).ExecuteAsync(0));
        LoopLimitException error = await Assert.ThrowsAsync<LoopLimitException>(
            async () => await Workflow.While((int _) => true, Steps.Increment, maxIterations: 5).ExecuteAsync(0));
        Assert.Equal("'LoopPrimitive' was not done after 5 turns, its limit (maxIterations)", error.Message);
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 1)]
    [InlineData(9, 4)]
    public async Task Refine_runs_at_least_once_and_at_most_its_limit(int goodFrom, int expected) =>
        Assert.Equal(expected, await Workflow.Refine(Steps.Increment, (int n) => n >= goodFrom, maxIterations: 4).ExecuteAsync(0));

    [Fact]
    public async Task Repeat_runs_its_number_of_times() => Assert.Equal(6, await Workflow.Repeat(Steps.Increment, 6).ExecuteAsync(0));

    [Fact]
    public async Task ForEach_keeps_the_order_and_gives_each_item_its_span()
    {
        using var spans = new SpanRecorder();
        Primitive<IReadOnlyList<int>, IReadOnlyList<int>> each = Workflow.ForEach(Workflow.Step("Double", async (int n) => { await Task.Yield(); return n * 2; }));
        Assert.Equal(Enumerable.Range(0, 100).Select(n => n * 2), await each.ExecuteAsync([.. Enumerable.Range(0, 100)]));
        Assert.Equal(Enumerable.Range(0, 100), spans.All("foreach.item").Select(span => (int)span.GetTagItem("foreach.index")!).Order());
        Assert.Empty(await each.ExecuteAsync([]));
    }

    [Fact]
    public void Options_without_a_name_leave_each_kind_its_own()
    {
        var options = new BranchOptions { MaxConcurrency = 2 };
        Assert.Equal("ForEachPrimitive", Workflow.ForEach(Steps.Increment, options).Name);
        Assert.Equal("ParallelPrimitive", Workflow.All([Steps.Increment], options).Name);
        Assert.Equal("Mine", (Steps.Increment | Steps.Increment).With(options with { Name = "Mine" }).Name);
    }

    [Fact]
    public async Task ForEach_reports_every_item_that_failed_when_asked_to_wait_for_all()
    {
        Primitive<int, int> odd = Workflow.Step("Odd", (int n) => n % 2 == 1 ? n : throw new InvalidOperationException($"{n}"));
        Primitive<IReadOnlyList<int>, IReadOnlyList<int>> each = Workflow.ForEach(odd, new BranchOptions { OnFailure = BranchFailure.WaitForAll });
        BranchesFailedException error = await Assert.ThrowsAsync<BranchesFailedException>(async () => await each.ExecuteAsync([1, 2, 3, 4]));
        Assert.Equal([1, 3], error.Failures.Select(failure => failure.Key));
    }

    [Fact]
    public void Limits_are_checked_when_the_workflow_is_built()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Workflow.While((int _) => true, Steps.Increment, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workflow.Refine(Steps.Increment, (int _) => true, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Workflow.Repeat(Steps.Increment, 0));
    }
}
