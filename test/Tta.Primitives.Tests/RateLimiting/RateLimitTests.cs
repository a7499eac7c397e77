using FsCheck;
using FsCheck.Fluent;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.RateLimiting;

public sealed class RateLimitTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task A_burst_starts_at_once_and_the_rest_wait_their_turn()
    {
        using var spans = new SpanRecorder();
        Primitive<int, int> step = Steps.Increment.WithRateLimit(new RateLimitOptions<int> { Permits = 2, Burst = 3, TimeProvider = _clock });
        Task all = Task.WhenAll(Enumerable.Range(0, 6).Select(n => step.ExecuteAsync(n, new WorkflowContext(_clock)).AsTask()));
        Assert.Equal(TimeSpan.FromSeconds(1.5), await _clock.RunToEndAsync(all));
        Assert.Equal([null, null, null, 0.5, 1.0, 1.5], spans.All("primitive.RateLimitPrimitive").Select(span => span.GetTagItem("rate_limit.wait_s")).Order());
    }

    [Fact]
    public async Task A_wait_that_would_be_too_long_is_refused_and_takes_no_permit()
    {
        var options = new RateLimitOptions<int> { Permits = 1, Window = TimeSpan.FromSeconds(10), MaxWait = TimeSpan.FromSeconds(5), TimeProvider = _clock };
        Primitive<int, int> step = Steps.Increment.WithRateLimit(options);
        await step.ExecuteAsync(0);
        for (int i = 0; i < 3; i++)
        {
            RateLimitedException error = await Assert.ThrowsAsync<RateLimitedException>(async () => await step.ExecuteAsync(0));
            Assert.Equal(TimeSpan.FromSeconds(10), error.RetryAfter);
        }

        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await step.ExecuteAsync(0));
    }

    [Fact]
    public async Task An_input_may_take_several_permits()
    {
        var options = new RateLimitOptions<int> { Permits = 100, Window = TimeSpan.FromMinutes(1), PermitsOf = static tokens => tokens, MaxWait = TimeSpan.Zero, TimeProvider = _clock };
        Primitive<int, int> step = Steps.Increment.WithRateLimit(options);
        await step.ExecuteAsync(60);
        await step.ExecuteAsync(40);
        RateLimitedException error = await Assert.ThrowsAsync<RateLimitedException>(async () => await step.ExecuteAsync(10));
        Assert.Equal(6, error.RetryAfter!.Value.TotalSeconds, precision: 6);
    }

    [Fact]
    public void No_window_ever_sees_more_than_its_permits_and_a_burst() => Prop.ForAll(
        (from permits in Gen.Choose(1, 20)
         from burst in Gen.Choose(1, 20)
         from gapsMs in Gen.ArrayOf(Gen.Choose(0, 300), 100)
         from leaves in Gen.ArrayOf(ArbMap.Default.GeneratorFor<bool>(), 100)
         select (permits, burst, gapsMs, leaves)).ToArbitrary(),
        sample =>
        {
            var clock = new ManualTimeProvider();
            var queue = new PermitQueue(1.0 / sample.permits, sample.burst, clock);
            List<double> starts = [];
            List<(double Arrival, PermitWaiter Waiter)> waiting = [];
            double now = 0;
            for (int i = 0; i < sample.gapsMs.Length; i++)
            {
                clock.Advance(TimeSpan.FromMilliseconds(sample.gapsMs[i]));
                now += sample.gapsMs[i] / 1000.0;
                queue.Enter(1, TimeSpan.MaxValue, out PermitWaiter? waiter);
                if (waiter is null)
                {
                    starts.Add(now);
                }
                else
                {
                    waiting.Add((now, waiter));
                }

                if (sample.leaves[i] && waiting.FindLast(static one => !one.Waiter.Served.IsCompleted) is { Waiter: { } leaving } one)
                {
                    queue.Leave(leaving);
                    waiting.Remove(one);
                }
            }

            clock.Advance(TimeSpan.FromMinutes(5));
            starts.AddRange(waiting.Select(one => one.Arrival + one.Waiter.Served.Result.TotalSeconds));
            starts.Sort();
            return clock.ArmedTimerCount == 0 && starts.All(start => starts.Count(other => other >= start && other < start + 1 - 1e-6) <= sample.permits + sample.burst);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Those_who_give_up_waiting_give_their_permits_back()
    {
        using var metrics = new MetricRecorder();
        using var cancellation = new CancellationTokenSource();
        Primitive<int, int> step = Steps.Increment.WithRateLimit(new RateLimitOptions<int> { Permits = 10, Burst = 1, TimeProvider = _clock });
        await step.ExecuteAsync(0);
        Task<int>[] givingUp = [.. Enumerable.Range(0, 100).Select(n => step.ExecuteAsync(n, new WorkflowContext(_clock), cancellation.Token).AsTask())];
        Task<int> patient = step.ExecuteAsync(7, new WorkflowContext(_clock)).AsTask();
        await cancellation.CancelAsync();
        foreach (Task<int> one in givingUp)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        }

        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(8, await patient);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        ValueTask<int> next = step.ExecuteAsync(8);
        Assert.True(next.IsCompleted);
        Assert.Equal(9, await next);
        Assert.Equal(0, _clock.ArmedTimerCount);
        Assert.Equal(103, metrics.Count("queue.wait{primitive.name=RateLimitPrimitive}"));
    }

    [Fact]
    public async Task A_wait_beyond_the_deadline_is_refused_at_once()
    {
        using var metrics = new MetricRecorder();
        Primitive<int, int> step = Steps.Increment.WithRateLimit(
            new RateLimitOptions<int> { Permits = 1, Window = TimeSpan.FromSeconds(10), TimeProvider = _clock });
        await step.ExecuteAsync(0);
        WorkflowContext context = new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow().AddSeconds(10));
        RateLimitedException error = await Assert.ThrowsAsync<RateLimitedException>(async () => await step.WithRetry().ExecuteAsync(0, context));
        Assert.Equal("rate limit 'RateLimitPrimitive': permits are free in 10 s, and the deadline of the workflow is in 10 s", error.Message);
        Assert.Equal(1, metrics.Sum("queue.refusals{primitive.name=RateLimitPrimitive}"));

        Task<int> inTime = step.ExecuteAsync(1, new WorkflowContext(_clock).WithDeadline(_clock.GetUtcNow().AddSeconds(10.1))).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(inTime.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(2, await inTime);
    }
}
