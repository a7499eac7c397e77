using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Timeouts;

public sealed class TimeoutTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_step_that_is_too_slow_is_cancelled_and_fails_with_a_timeout()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Task<int> running = Run(Steps.Endless().WithTimeout(TimeSpan.FromSeconds(2)));
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        WorkflowTimeoutException error = await Assert.ThrowsAsync<WorkflowTimeoutException>(() => running);
        Assert.Equal("'TimeoutPrimitive' exceeded its timeout of 2 s", error.Message);
        Assert.Equal(TimeSpan.FromSeconds(2), error.Limit);
        Assert.Equal(1, metrics.Sum("timeout.exceeded{primitive.name=TimeoutPrimitive}"));
        Assert.Equal(1, metrics.SumOf("primitive.execution.errors", "error.type=timeout"));
        Activity span = spans.Single("primitive.TimeoutPrimitive");
        Assert.Equal(true, span.GetTagItem("timeout.exceeded"));
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("cancelled", spans.Single("primitive.Endless").GetTagItem("primitive.status"));
    }

    [Fact]
    public async Task A_step_in_time_is_left_alone()
    {
        using var metrics = new MetricRecorder();
        Assert.Equal(1, await Run(Steps.Increment.WithTimeout(TimeSpan.FromSeconds(2))));
        Assert.Equal(0, metrics.SumOf("timeout.exceeded"));
        Assert.Equal(0, _clock.ArmedTimerCount);
    }

    [Fact]
    public async Task The_inner_of_two_timeouts_is_told_from_the_outer()
    {
        Primitive<int, int> both = Steps.Endless()
            .WithTimeout(new TimeoutOptions { Name = "Inner", Timeout = TimeSpan.FromSeconds(1) })
            .WithTimeout(new TimeoutOptions { Name = "Outer", Timeout = TimeSpan.FromSeconds(5) });
        Task<int> running = Run(both);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Inner", (await Assert.ThrowsAsync<WorkflowTimeoutException>(() => running)).PrimitiveName);
    }

    [Fact]
    public async Task A_timeout_that_the_step_itself_reports_passes_as_it_is()
    {
        Primitive<int, int> step = Workflow.Step<int, int>("Step", (int _) => throw new TimeoutException("mine"));
        Assert.Equal("mine", (await Assert.ThrowsAsync<TimeoutException>(() => Run(step.WithTimeout(TimeSpan.FromSeconds(1))))).Message);
    }

    [Fact]
    public async Task Cancellation_by_the_caller_is_no_timeout()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> running = Steps.Endless().WithTimeout(TimeSpan.FromSeconds(1)).ExecuteAsync(0, new WorkflowContext(_clock), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(0, _clock.ArmedTimerCount);
    }

    [Fact]
    public async Task A_result_within_the_grace_period_counts()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> stubborn = Workflow.Step("Stubborn", async (int n) => { await gate.Task; return n; });
        Task<int> running = Run(stubborn.WithTimeout(TimeSpan.FromSeconds(1)));
        _clock.Advance(TimeSpan.FromSeconds(3));
        gate.SetResult();
        Assert.Equal(0, await running);
    }

    [Fact]
    public async Task A_step_that_ignores_its_cancellation_is_left_behind_and_its_later_failure_is_logged()
    {
        using var log = new LogRecorder();
        var gate = new TaskCompletionSource();
        Primitive<int, int> stubborn = Workflow.Step<int, int>("Stubborn", async n => { await gate.Task; throw new InvalidOperationException("late"); });
        Task<int> running = Run(stubborn.WithTimeout(new TimeoutOptions { Timeout = TimeSpan.FromSeconds(1), GracePeriod = TimeSpan.FromSeconds(4) }));
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(running.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await Assert.ThrowsAsync<WorkflowTimeoutException>(() => running);
        gate.SetResult();
        Assert.True(SpinWait.SpinUntil(
            () => log.Lines.Contains("Warning: timeout TimeoutPrimitive: the step left behind failed later (System.InvalidOperationException)"),
            TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Steps_inside_know_the_time_they_have()
    {
        TimeSpan? seen = null;
        Primitive<int, int> look = Workflow.Step("Look", (int n, WorkflowContext context, CancellationToken _) =>
        {
            seen = context.Remaining;
            return new ValueTask<int>(n);
        });
        await Run(look.WithTimeout(TimeSpan.FromSeconds(3)).WithTimeout(TimeSpan.FromSeconds(9)));
        Assert.Equal(TimeSpan.FromSeconds(3), seen);
    }

    [Fact]
    public async Task A_workflow_ends_at_the_deadline_of_its_context_and_is_not_retried()
    {
        WorkflowContext context = new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow().AddSeconds(7));
        Task<int> running = Steps.Endless().Named("w").WithRetry().ExecuteAsync(0, context).AsTask();
        Assert.Equal(TimeSpan.FromSeconds(7), await _clock.RunToEndAsync(running));
        WorkflowTimeoutException error = await Assert.ThrowsAsync<WorkflowTimeoutException>(() => running);
        Assert.True(error.IsDeadline);
        Assert.Equal("'RetryPrimitive' exceeded the deadline of its workflow, which left it 7 s", error.Message);
    }

    public static TheoryData<string, Func<Primitive<int, int>, Primitive<int, int>>> Outermost() => new()
    {
        { "step", static step => step },
        { "chain", static step => Steps.Increment >> step },
        { "retry", static step => step.WithRetry() },
        { "fallback", static step => step.WithFallback(step) },
        { "cache", static step => step.WithCache(static _ => "k") },
        { "saga", static step => step.AsSaga() },
        { "branches", static step => Workflow.All([step, step]) >> Workflow.Step("First", static (IReadOnlyList<int> all) => all[0]) },
        { "workflow", static step => step.Named("w") },
        { "collected stream", static step => Workflow.Stream<int, int>("One", static (n, _) => One(n)).Map(step).Aggregate(static () => 0, static (_, n) => n) },
    };

    [Theory]
    [MemberData(nameof(Outermost))]
    public async Task Whatever_is_outermost_keeps_the_deadline(string what, Func<Primitive<int, int>, Primitive<int, int>> around)
    {
        foreach (bool isObserved in (bool[])[false, true])
        {
            using SpanRecorder? spans = isObserved ? new SpanRecorder() : null;
            WorkflowContext context = new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow().AddSeconds(1));
            Task<int> running = around(Steps.Endless()).ExecuteAsync(0, context).AsTask();
            TimeSpan took = await _clock.RunToEndAsync(running);
            WorkflowTimeoutException error = await Assert.ThrowsAsync<WorkflowTimeoutException>(() => running);
            Assert.True(error.IsDeadline, what);
            Assert.Equal(TimeSpan.FromSeconds(1), took);
            Assert.Equal(0, _clock.ArmedTimerCount);
            Assert.All(spans?.Stopped.Where(span => span.Parent is null) ?? [], span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        }
    }

    [Fact]
    public async Task A_stream_keeps_the_deadline_too()
    {
        using var spans = new SpanRecorder();
        WorkflowContext context = new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow().AddSeconds(1));
        List<int> items = [];
        var firstItem = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task reading = Task.Run(async () =>
        {
            await foreach (int item in (Steps.Increment >> Workflow.Stream<int, int>("Stuck", static (n, cancellation) => OneThenNothing(n, cancellation))).StreamAsync(4, context))
            {
                items.Add(item);
                firstItem.TrySetResult();
            }
        });
        await firstItem.Task; // Else time may run out before anything was asked for.
        Assert.Equal(TimeSpan.FromSeconds(1), await _clock.RunToEndAsync(reading));
        Assert.True((await Assert.ThrowsAsync<WorkflowTimeoutException>(() => reading)).IsDeadline);
        Assert.Equal([5], items);
        Assert.Equal(ActivityStatusCode.Error, spans.Single("primitive.SequentialStream").Status);
    }

    [Fact]
    public async Task A_step_that_gives_a_part_of_itself_less_time_is_kept_to_it()
    {
        WorkflowContext context = new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow().AddSeconds(9));
        Primitive<int, string> outer = Workflow.Step("Outer", async (int n, WorkflowContext given, CancellationToken cancellation) =>
        {
            WorkflowTimeoutException error = await Assert.ThrowsAsync<WorkflowTimeoutException>(async () =>
                await Steps.Endless("Inner").ExecuteAsync(n, given.WithDeadline(_clock.GetUtcNow().AddSeconds(2)), cancellation));
            Assert.Equal(TimeSpan.FromSeconds(2), error.Limit);
            return error.PrimitiveName;
        });
        Task<string> running = outer.ExecuteAsync(0, context).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal("Inner", await running);
    }

    [Fact]
    public async Task A_deadline_in_the_far_future_is_no_limit()
    {
        WorkflowContext context = new WorkflowContext(_clock).WithDeadline(DateTimeOffset.MaxValue);
        Assert.Equal(1, await Steps.Increment.WithTimeout(TimeSpan.FromSeconds(1)).Named("w").ExecuteAsync(0, context));
    }

    [Fact]
    public async Task A_deadline_that_has_passed_starts_no_step()
    {
        using var spans = new SpanRecorder();
        WorkflowContext context = new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow());
        await Assert.ThrowsAsync<WorkflowTimeoutException>(async () => await Steps.Increment.Named("w").ExecuteAsync(0, context));
        Assert.All(spans.All("primitive.Increment"), span => Assert.Equal("cancelled", span.GetTagItem("primitive.status")));
    }

    [Fact]
    public async Task A_token_that_a_step_kept_has_nothing_to_do_with_later_executions()
    {
        CancellationToken kept = default;
        Primitive<int, int> keep = Workflow.Step("Keep", (int n, CancellationToken token) =>
        {
            kept = token;
            return Task.FromResult(n);
        }).WithTimeout(TimeSpan.FromHours(1));
        using var caller = new CancellationTokenSource();
        Primitive<int, int> cancelled = Workflow.Step("Cancelled", (int _, CancellationToken token) =>
        {
            caller.Cancel();
            return Task.FromCanceled<int>(token);
        }).WithTimeout(TimeSpan.FromHours(1));

        // All on one thread, which uses one timer again and again.
        Assert.Equal(1, await keep.ExecuteAsync(1));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled.ExecuteAsync(1, caller.Token));
        Assert.Equal(2, await Steps.Increment.WithTimeout(TimeSpan.FromHours(1)).ExecuteAsync(1));
        Assert.False(kept.IsCancellationRequested);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_clock_of_the_system_ends_a_step_whether_it_sees_its_token_or_not(bool seesToken)
    {
        var gate = new TaskCompletionSource<int>();
        Primitive<int, int> step = seesToken ? Steps.Endless() : Workflow.Step("Deaf", (int _) => gate.Task);
        Primitive<int, int> timed = step.WithTimeout(
            new TimeoutOptions { Timeout = TimeSpan.FromMilliseconds(1), GracePeriod = TimeSpan.Zero });

        // More than once: what a timer cancelled must not be used again.
        for (int i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<WorkflowTimeoutException>(async () => await timed.ExecuteAsync(0));
        }

        Assert.Equal(1, await Steps.Increment.WithTimeout(TimeSpan.FromHours(1)).ExecuteAsync(0));
        gate.SetResult(0);
    }

    [Fact]
    public async Task A_function_of_its_input_finds_the_deadline_in_the_current_context_when_observed()
    {
        using var spans = new SpanRecorder();
        TimeSpan? seen = null;
        Primitive<int, int> look = Workflow.Step("Look", (int n) =>
        {
            seen = WorkflowContext.Current?.Remaining;
            return n;
        });
        await Run(look.WithTimeout(TimeSpan.FromSeconds(3)));
        Assert.Equal(TimeSpan.FromSeconds(3), seen);
    }

    [Fact]
    public void Options_are_checked_when_the_workflow_is_built()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithTimeout(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithTimeout(TimeSpan.FromDays(50)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithTimeout(new TimeoutOptions { GracePeriod = TimeSpan.FromSeconds(-2) }));
    }

    private static async IAsyncEnumerable<int> One(int n)
    {
        await Task.Yield();
        yield return n;
    }

    private static async IAsyncEnumerable<int> OneThenNothing(int n, [EnumeratorCancellation] CancellationToken cancellation)
    {
        yield return n;
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation);
    }

    private Task<int> Run(Primitive<int, int> primitive) => primitive.ExecuteAsync(0, new WorkflowContext(_clock)).AsTask();
}
