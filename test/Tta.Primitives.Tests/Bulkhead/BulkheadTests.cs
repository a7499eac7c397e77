using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Bulkhead;

public sealed class BulkheadTests
{
    [Fact]
    public async Task Only_so_many_run_so_many_wait_and_the_next_is_refused()
    {
        int running = 0;
        var gate = new TaskCompletionSource();
        Primitive<int, int> step = Workflow.Step("Hold", async (int n) => { Interlocked.Increment(ref running); await gate.Task; return n; })
            .WithBulkhead(maxConcurrency: 2, maxQueue: 1);
        Task<int>[] inside = [.. Enumerable.Range(0, 3).Select(n => step.ExecuteAsync(n).AsTask())];
        Assert.Equal(2, running);
        BulkheadFullException error = await Assert.ThrowsAsync<BulkheadFullException>(async () => await step.ExecuteAsync(3));
        Assert.Equal("bulkhead 'BulkheadPrimitive' is full: 2 run (MaxConcurrency) and 1 wait (MaxQueue)", error.Message);
        gate.SetResult();
        Assert.Equal(Enumerable.Range(0, 3), await Task.WhenAll(inside));
        Assert.Equal(9, await step.ExecuteAsync(9));
    }

    [Fact]
    public async Task One_that_fails_or_gives_up_waiting_leaves_its_place()
    {
        Primitive<int, int> step = Steps.Failing().WithBulkhead(1, 0);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await step.ExecuteAsync(0));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await step.ExecuteAsync(0));

        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        Primitive<int, int> holding = Workflow.Step("Hold", async (int n) => { await gate.Task; return n; }).WithBulkhead(1, 1);
        Task<int> first = holding.ExecuteAsync(1).AsTask();
        Task<int> waiting = holding.ExecuteAsync(2, cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Task<int> third = holding.ExecuteAsync(3).AsTask();
        gate.SetResult();
        Assert.Equal((1, 3), (await first, await third));
    }

    [Fact]
    public async Task Waits_and_refusals_are_measured()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        using var cancellation = new CancellationTokenSource();
        var clock = new ManualTimeProvider();
        var gate = new TaskCompletionSource();
        Primitive<int, int> step = Workflow.Step("Hold", async (int n) => { await gate.Task; return n; }).WithBulkhead(maxConcurrency: 1, maxQueue: 2);
        Task<int> first = step.ExecuteAsync(1, new WorkflowContext(clock)).AsTask();
        Task<int> second = step.ExecuteAsync(2, new WorkflowContext(clock)).AsTask();
        Task<int> givesUp = step.ExecuteAsync(3, new WorkflowContext(clock), cancellation.Token).AsTask();
        await Assert.ThrowsAsync<BulkheadFullException>(async () => await step.ExecuteAsync(4, new WorkflowContext(clock)));
        clock.Advance(TimeSpan.FromSeconds(2));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givesUp);
        clock.Advance(TimeSpan.FromSeconds(3));
        gate.SetResult();
        await Task.WhenAll(first, second);
        Assert.Equal(3, metrics.Count("queue.wait{primitive.name=BulkheadPrimitive}"));
        Assert.Equal(0 + 2 + 5, metrics.Sum("queue.wait{primitive.name=BulkheadPrimitive}"));
        Assert.Equal(1, metrics.Sum("queue.refusals{primitive.name=BulkheadPrimitive}"));
        Assert.Equal([null, null, 2.0, 5.0], spans.All("primitive.BulkheadPrimitive").Select(span => span.GetTagItem("bulkhead.wait_s")).Order());
    }
}
