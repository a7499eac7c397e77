using System.Diagnostics;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Retry;

public sealed class RetryTests
{
    private static readonly RetryOptions s_plain = new() { Jitter = false };
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_step_that_recovers_gives_its_result_after_the_waits()
    {
        using var spans = new SpanRecorder();
        using var metrics = new MetricRecorder();
        Task<int> running = Run(Steps.FailingTimes(2).WithRetry(s_plain));
        Assert.Equal(TimeSpan.FromSeconds(1 + 2), await _clock.RunToEndAsync(running));
        Assert.Equal(5, await running);
        Assert.Equal("RetryPrimitive(retry.attempt_1(Flaky), retry.attempt_2(Flaky), retry.attempt_3(Flaky))", spans.Tree());
        Activity second = spans.Single("retry.attempt_2");
        Assert.Equal(2, second.GetTagItem("retry.attempt"));
        Assert.Equal(4, second.GetTagItem("retry.max_attempts"));
        Assert.Equal(2.0, second.GetTagItem("retry.backoff_s"));
        Assert.Equal(["retry.backoff", "retry.backoff"], spans.Single("primitive.RetryPrimitive").Events.Select(backoff => backoff.Name));
        Assert.Equal(ActivityStatusCode.Error, second.Status);
        Assert.Equal(ActivityStatusCode.Unset, spans.Single("retry.attempt_3").Status);
        Assert.Equal(3, metrics.Sum("retry.attempts{primitive.name=RetryPrimitive}"));
        Assert.Equal(3, metrics.Sum("retry.backoff{primitive.name=RetryPrimitive}"));
        Assert.Equal(3, metrics.Sum("retry.success_after_attempts{primitive.name=RetryPrimitive}"));
        Assert.Equal(0, metrics.SumOf("retry.exhausted"));
    }

    [Fact]
    public async Task The_last_error_is_thrown_as_it_is_after_one_attempt_more_than_retries()
    {
        using var metrics = new MetricRecorder();
        int attempts = 0;
        Primitive<int, int> failing = Workflow.Step<int, int>("Failing", (int _) => throw new InvalidOperationException($"attempt {++attempts}"));
        Task<int> running = Run(failing.WithRetry(s_plain with { MaxRetries = 2 }));
        await _clock.RunToEndAsync(running);
        Assert.Equal("attempt 3", (await Assert.ThrowsAsync<InvalidOperationException>(() => running)).Message);
        Assert.Equal(1, metrics.Sum("retry.exhausted{primitive.name=RetryPrimitive}"));
    }

    [Fact]
    public async Task No_retries_means_one_attempt()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => Run(Steps.FailingTimes(1).WithRetry(0)));
    }

    [Theory]
    [InlineData(BackoffKind.Exponential, 1 + 2 + 4 + 5)]
    [InlineData(BackoffKind.Linear, 1 + 2 + 3 + 4)]
    [InlineData(BackoffKind.Constant, 1 + 1 + 1 + 1)]
    public async Task Waits_grow_by_kind_up_to_the_limit(BackoffKind kind, int seconds)
    {
        Task<int> running = Run(Steps.FailingTimes(4).WithRetry(
            s_plain with { MaxRetries = 4, Backoff = kind, MaxDelay = TimeSpan.FromSeconds(5) }));
        Assert.Equal(TimeSpan.FromSeconds(seconds), await _clock.RunToEndAsync(running));
    }

    [Fact]
    public async Task An_error_that_is_not_worth_it_is_not_retried()
    {
        using var metrics = new MetricRecorder();
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => Run(Steps.Failing().WithRetry(s_plain with { ShouldRetry = static error => error is TimeoutException })));
        Primitive<int, int> refused = Workflow.Step<int, int>("Refused", (int _) => throw new Refusal(isTransient: false, retryAfter: null));
        await Assert.ThrowsAsync<Refusal>(() => Run(refused.WithRetry(s_plain)));
        Assert.Equal(2, metrics.Sum("retry.attempts{primitive.name=RetryPrimitive}"));
        Assert.Equal(0, metrics.SumOf("retry.exhausted"));
    }

    [Fact]
    public async Task The_wait_that_the_other_side_asks_for_is_kept_even_beyond_the_limit()
    {
        int calls = 0;
        Primitive<int, int> limited = Workflow.Step<int, int>("Limited", (int n) =>
            calls++ == 0 ? throw new Refusal(isTransient: true, TimeSpan.FromSeconds(90)) : n);
        Task<int> running = Run(limited.WithRetry(s_plain));
        Assert.Equal(TimeSpan.FromSeconds(90), await _clock.RunToEndAsync(running, TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(1e9)]
    public async Task A_wait_that_is_too_long_to_ask_for_ends_the_retries(double seconds)
    {
        using var metrics = new MetricRecorder();
        Primitive<int, int> limited = Workflow.Step<int, int>("Limited", (int _) => throw new Refusal(isTransient: true, TimeSpan.FromSeconds(seconds)));
        await Assert.ThrowsAsync<Refusal>(() => Run(limited.WithRetry(s_plain)));
        Assert.Equal(1, metrics.Sum("retry.attempts{primitive.name=RetryPrimitive}"));
        Assert.Equal(1, metrics.Sum("retry.exhausted{primitive.name=RetryPrimitive}"));
    }

    [Fact]
    public async Task No_wait_is_begun_that_ends_after_the_budget()
    {
        Task<int> running = Run(Steps.Failing().WithRetry(s_plain with { MaxRetries = 100, MaxElapsed = TimeSpan.FromSeconds(10) }));
        Assert.Equal(TimeSpan.FromSeconds(1 + 2 + 4), await _clock.RunToEndAsync(running));
        await Assert.ThrowsAsync<InvalidOperationException>(() => running);
    }

    [Fact]
    public async Task No_wait_is_begun_that_ends_after_the_deadline()
    {
        WorkflowContext context = new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow().AddSeconds(2.5));
        Task<int> running = Steps.Failing().WithRetry(s_plain).ExecuteAsync(0, context).AsTask();
        Assert.Equal(TimeSpan.FromSeconds(1), await _clock.RunToEndAsync(running));
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_at_once()
    {
        using var cancellation = new CancellationTokenSource();
        Task<int> running = Steps.Failing().WithRetry().ExecuteAsync(0, new WorkflowContext(_clock), cancellation.Token).AsTask();
        Assert.Equal(1, _clock.ArmedTimerCount);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task Cancellation_inside_an_attempt_is_not_retried()
    {
        using var metrics = new MetricRecorder();
        using var cancellation = new CancellationTokenSource();
        Task<int> running = Steps.Endless().WithRetry().ExecuteAsync(0, new WorkflowContext(_clock), cancellation.Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal(1, metrics.Sum("retry.attempts{primitive.name=RetryPrimitive}"));
    }

    [Fact]
    public void Options_are_checked_when_the_workflow_is_built()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithRetry(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithRetry(s_plain with { Factor = 0.5 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithRetry(s_plain with { BaseDelay = TimeSpan.FromSeconds(-1) }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithRetry(s_plain with { MaxDelay = TimeSpan.MaxValue }));
        Assert.Throws<ArgumentException>(() => Steps.Increment.WithRetry(s_plain with { Name = " " }));
    }

    private Task<int> Run(Primitive<int, int> primitive) => primitive.ExecuteAsync(5, new WorkflowContext(_clock)).AsTask();

    private sealed class Refusal(bool isTransient, TimeSpan? retryAfter) : Exception("refused"), IClassifiedError
    {
        public string ErrorType => "rate_limit";

        public bool IsTransient => isTransient;

        public TimeSpan? RetryAfter => retryAfter;
    }
}
