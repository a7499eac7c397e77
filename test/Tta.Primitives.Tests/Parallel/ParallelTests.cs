using System.Diagnostics;
using Tta.Primitives.Tests.Recording;

namespace Tta.Primitives.Tests.Parallel;

public sealed class ParallelTests
{
    [Fact]
    public async Task Where_the_branches_part_and_where_they_meet_are_moments_of_the_workflow()
    {
        using var spans = new SpanRecorder();
        var context = new WorkflowContext();
        await (Steps.Increment | Steps.Increment).ExecuteAsync(1, context);
        Assert.Equal(["parallel.fan_out", "parallel.fan_in"], context.Checkpoints.Select(moment => moment.Name));
        Assert.Equal(["parallel.fan_out", "parallel.fan_in"], spans.Single("primitive.ParallelPrimitive").Events.Select(moment => moment.Name));
    }

    [Fact]
    public async Task Branches_are_siblings_each_below_its_own_span()
    {
        using var spans = new SpanRecorder();
        await Workflow.Parallel(Steps.Increment, Steps.Increment >> Steps.Increment, Steps.Increment).Named("w").ExecuteAsync(0);
        Activity parallel = spans.Single("primitive.ParallelPrimitive");
        for (int i = 0; i < 3; i++)
        {
            Activity branch = spans.Single($"parallel.branch_{i}");
            Assert.Equal(parallel.SpanId, branch.ParentSpanId);
            Assert.Equal(i, branch.GetTagItem("parallel.branch"));
        }

        Assert.Equal(4, spans.All("primitive.Increment").Length);
    }

    [Fact]
    public async Task Branches_run_at_the_same_time()
    {
        using var meeting = new Barrier(2);
        Primitive<int, int> meet = Workflow.Step("Meet", (int n) => meeting.SignalAndWait(TimeSpan.FromSeconds(30)) ? n : throw new TimeoutException());
        Assert.Equal((1, 1), await (meet | meet).ExecuteAsync(1));
    }

    [Fact]
    public async Task No_more_branches_run_at_once_than_allowed()
    {
        int running = 0, peak = 0;
        Primitive<int, int> step = Workflow.Step("Count", async (int n) =>
        {
            int now = Interlocked.Increment(ref running);
            InterlockedMax(ref peak, now);
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return n;
        });
        IReadOnlyList<int> results = await Workflow.All(Enumerable.Repeat(step, 50), new BranchOptions { MaxConcurrency = 3 }).ExecuteAsync(7);
        Assert.Equal(Enumerable.Repeat(7, 50), results);
        Assert.InRange(peak, 1, 3);
    }

    [Fact]
    public async Task Results_keep_the_order_of_the_branches()
    {
        Primitive<int, int>[] branches = [.. Enumerable.Range(0, 40).Select(i => Workflow.Step("B", async (int n) => { await Task.Yield(); return n + i; }))];
        Assert.Equal(Enumerable.Range(100, 40), await Workflow.All(branches).ExecuteAsync(100));
    }

    [Fact]
    public async Task The_first_error_cancels_the_others_waits_for_them_and_is_thrown_as_it_is()
    {
        bool otherEnded = false;
        var otherStarted = new TaskCompletionSource();
        Primitive<int, int> other = Workflow.Step("Other", async (int n, CancellationToken cancellation) =>
        {
            try
            {
                otherStarted.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
                return n;
            }
            finally
            {
                otherEnded = true;
            }
        });
        Primitive<int, int> failing = Workflow.Step<int, int>("Failing", async n => { await otherStarted.Task; throw new InvalidOperationException("no luck"); });
        using var spans = new SpanRecorder();
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(async () => await (other | failing).ExecuteAsync(0));
        Assert.Equal("no luck", error.Message);
        Assert.True(otherEnded);
        Assert.Equal(ActivityStatusCode.Unset, spans.Single("primitive.Other").Status);
        Assert.Equal("cancelled", spans.Single("primitive.Other").GetTagItem("primitive.status"));
        Assert.Equal(ActivityStatusCode.Error, spans.Single("primitive.ParallelPrimitive").Status);
    }

    [Fact]
    public async Task A_branch_that_has_not_started_when_another_fails_never_starts()
    {
        int started = 0;
        Primitive<int, int> counting = Workflow.Step("Counting", (int n) => { started++; return n; });
        await Assert.ThrowsAsync<InvalidOperationException>(
            async () => await Workflow.All([Steps.Failing(), counting, counting], new BranchOptions { MaxConcurrency = 1 }).ExecuteAsync(0));
        Assert.Equal(0, started);
    }

    [Fact]
    public async Task Waiting_for_all_reports_every_error_by_branch()
    {
        var options = new BranchOptions { OnFailure = BranchFailure.WaitForAll };
        int ran = 0;
        Primitive<int, int> counting = Workflow.Step("Counting", (int n) => { Interlocked.Increment(ref ran); return n; });
        BranchesFailedException error = await Assert.ThrowsAsync<BranchesFailedException>(
            async () => await Workflow.Parallel(Steps.Failing("a"), counting, Steps.Failing("b"), options).ExecuteAsync(0));
        Assert.Equal(1, ran);
        Assert.Equal([(0, "a"), (2, "b")], error.Failures.Select(failure => (failure.Key, failure.Value.Message)));
        Assert.StartsWith("2 of 3 parallel branches failed: 0 (InvalidOperationException), 2 (InvalidOperationException)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outcomes_carry_errors_as_values()
    {
        IReadOnlyList<BranchOutcome<int>> outcomes = await Workflow.AllOutcomes([Steps.Increment, Steps.Failing("a")]).ExecuteAsync(1);
        Assert.True(outcomes[0].IsSuccess);
        Assert.Equal(2, outcomes[0].Value);
        Assert.Equal("a", outcomes[1].Error!.Message);
        Assert.Same(outcomes[1].Error, Assert.Throws<InvalidOperationException>(() => outcomes[1].Value).InnerException);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_reaches_every_branch()
    {
        using var cancellation = new CancellationTokenSource();
        ValueTask<(int, int)> running = (Steps.Endless() | Steps.Endless()).ExecuteAsync(0, cancellation.Token);
        await cancellation.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        Assert.Equal(cancellation.Token, error.CancellationToken);
    }

    [Fact]
    public async Task Branches_do_not_see_each_others_writes_to_the_state()
    {
        Primitive<int, int> write = Workflow.Step("Write", async (int n, WorkflowContext context, CancellationToken _) =>
        {
            int seen = context.State.Update("n", 0, static v => v + 1);
            await Task.Yield();
            return seen;
        });
        var context = new WorkflowContext();
        Assert.Equal([1, 1, 1], await Workflow.All([write, write, write]).ExecuteAsync(0, context));
        Assert.Empty(context.State.Entries);
    }

    [Fact]
    public void Options_are_checked_when_the_workflow_is_built()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => (Steps.Increment | Steps.Increment).With(new BranchOptions { MaxConcurrency = 0 }));
        Assert.Throws<ArgumentException>(() => Workflow.All(Array.Empty<IPrimitive<int, int>>()));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen;)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }
}
