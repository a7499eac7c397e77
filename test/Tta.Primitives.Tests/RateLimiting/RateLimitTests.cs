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
         select (permits, burst, gapsMs)).ToArbitrary(),
        sample =>
        {
            var clock = new ManualTimeProvider();
            var schedule = new PermitSchedule(1.0 / sample.permits, sample.burst, clock);
            List<double> starts = [];
            double now = 0;
            foreach (int gapMs in sample.gapsMs)
            {
                clock.Advance(TimeSpan.FromMilliseconds(gapMs));
                now += gapMs / 1000.0;
                starts.Add(now + schedule.Reserve(1, TimeSpan.MaxValue).TotalSeconds);
            }

            return starts.All(start => starts.Count(other => other >= start && other < start + 1 - 1e-6) <= sample.permits + sample.burst)
                && starts.SequenceEqual(starts.Order());
        }).QuickCheckThrowOnFailure();
}
