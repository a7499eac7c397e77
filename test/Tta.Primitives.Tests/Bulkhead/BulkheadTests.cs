using Tta.Primitives.Tests.Recording;

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
}
