using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Hedging;

public sealed class HedgingTests
{
    private readonly ManualTimeProvider _clock = new();
    private int _attempts;

    [Fact]
    public async Task A_fast_step_runs_once()
    {
        Assert.Equal(1, await Run(Workflow.Step("Fast", (int n) => { _attempts++; return n + 1; }).WithHedging(Options())));
        Assert.Equal(1, _attempts);
        Assert.Equal(0, _clock.ArmedTimerCount);
    }

    [Fact]
    public async Task A_slow_step_gets_company_and_the_first_result_wins()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> step = Workflow.Step("Slow", async (int _, CancellationToken cancellation) =>
        {
            int attempt = Interlocked.Increment(ref _attempts);

            // Heeds its token on the thread that cancels, so that it is over before the race is.
            var cancelled = new TaskCompletionSource();
            using CancellationTokenRegistration heeding = cancellation.Register(() => cancelled.SetCanceled(cancellation));
            await (attempt == 1 ? cancelled.Task : Task.CompletedTask).ConfigureAwait(false);
            return attempt;
        });
        Task<int> running = Run(step.WithHedging(Options()));
        _clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(1, _attempts);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, await running);
        Assert.Equal("HedgingPrimitive(hedging.attempt(Slow), hedging.attempt(Slow))", spans.Tree());
        Assert.Equal("primitive.HedgingPrimitive", spans.Stopped[^1].OperationName);
        Assert.Single(spans.All("primitive.Slow"), span => span.GetTagItem("primitive.status") is "cancelled");
    }

    [Fact]
    public async Task A_failure_starts_the_next_attempt_at_once_and_when_all_fail_the_first_error_is_thrown()
    {
        Primitive<int, int> failing = Workflow.Step<int, int>("Failing", (int _) => throw new InvalidOperationException($"attempt {++_attempts}"));
        InvalidOperationException error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => Run(failing.WithHedging(Options() with { MaxHedgedAttempts = 2 })));
        Assert.Equal("attempt 1", error.Message);
        Assert.Equal(3, _attempts);
    }

    [Fact]
    public async Task An_error_that_is_not_meant_is_thrown()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(Steps.Failing().WithHedging(Options() with { ShouldHedge = static _ => false })));
    }

    [Fact]
    public async Task The_error_that_decides_is_the_one_that_the_step_threw()
    {
        Primitive<int, int> step = Workflow.Step("Late", async (int n) =>
        {
            await Task.Yield();
            return ++_attempts == 1 ? throw new TaskCanceledException("slow", new TimeoutException()) : n + 1;
        });
        HedgingOptions options = Options() with { ShouldHedge = static error => error.InnerException is TimeoutException };
        Assert.Equal(1, await Run(step.WithHedging(options)));
        Assert.Equal(2, _attempts);
    }

    [Fact]
    public async Task Without_a_delay_all_attempts_start_at_once()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> step = Workflow.Step("Slow", async (int n) => { _attempts++; await gate.Task; return n + 1; });
        Task<int> running = Run(step.WithHedging(Options() with { Delay = TimeSpan.Zero, MaxHedgedAttempts = 3 }));
        Assert.Equal(4, _attempts);
        gate.SetResult();
        Assert.Equal(1, await running);
    }

    [Fact]
    public async Task A_loser_that_fails_later_troubles_nobody()
    {
        var gate = new TaskCompletionSource();
        Primitive<int, int> step = Workflow.Step("Slow", async (int n) => { await (++_attempts == 1 ? gate.Task : Task.CompletedTask); return n + 1; });
        Task<int> running = Run(step.WithHedging(Options()));
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, await running);
        Assert.Equal(0, _clock.ArmedTimerCount);
        gate.SetException(new InvalidOperationException("too late"));
    }

    [Fact]
    public async Task Cancellation_ends_every_attempt()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> running = Steps.Endless().WithHedging(Options()).ExecuteAsync(0, new WorkflowContext(_clock), cancellation.Token).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(2));
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private HedgingOptions Options() => new() { TimeProvider = _clock };

    private Task<int> Run(Primitive<int, int> primitive) => primitive.ExecuteAsync(0, new WorkflowContext(_clock)).AsTask();
}
