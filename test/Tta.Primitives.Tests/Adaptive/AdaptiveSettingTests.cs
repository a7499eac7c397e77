using FsCheck;
using FsCheck.Fluent;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Adaptive;

public sealed class AdaptiveSettingTests
{
    private readonly ManualTimeProvider _clock = new();
    private TimeSpan _takes = TimeSpan.FromSeconds(1);

    /// <summary>The clock stands still but for what the step takes.</summary>
    private Primitive<int, int> Slow => Workflow.Step("Slow", (int n, CancellationToken cancellation) =>
    {
        _clock.Advance(_takes);
        cancellation.ThrowIfCancellationRequested();
        return Task.FromResult(n);
    });

    [Fact]
    public async Task A_timeout_follows_the_times_that_the_step_takes_once_it_may()
    {
        using var metrics = new MetricRecorder();
        using var spans = new SpanRecorder();
        AdaptiveSettingPrimitive<int, int> step = Timeout(AdaptiveMode.Off);
        await RunAsync(step, 30);
        Assert.Equal((0, 5.0), (step.Explain(_clock.GetUtcNow()).Observations, step.Explain(_clock.GetUtcNow()).InUse));

        step.Mode = AdaptiveMode.Observe;
        await RunAsync(step, 30);
        AdaptiveSetting observed = step.Explain(_clock.GetUtcNow());
        Assert.Equal(("timeout", "s", 5.0, 5.0), (observed.Name, observed.Unit, observed.Baseline, observed.InUse));
        Assert.Equal(1.2, observed.Proposed!.Value, precision: 6);
        Assert.Null(observed.Validated);
        Assert.Equal("the baseline; a proposal waits for mode Validate", observed.Reason);

        step.Mode = AdaptiveMode.Validate;
        await RunAsync(step, 5);
        AdaptiveSetting validated = step.Explain(_clock.GetUtcNow());
        Assert.Equal((1.2, 5.0), (Math.Round(validated.Validated!.Value, 6), validated.InUse));
        Assert.Equal("the baseline; what was validated would be used in mode Active", validated.Reason);

        step.Mode = AdaptiveMode.Active;
        Assert.Equal(1.2, step.Explain(_clock.GetUtcNow()).InUse, precision: 6);
        _takes = TimeSpan.FromSeconds(1.5);
        WorkflowTimeoutException error = await Assert.ThrowsAsync<WorkflowTimeoutException>(() => RunAsync(step, 1));
        Assert.Equal(1.2, error.Limit.TotalSeconds, precision: 6);
        Assert.Equal((1, 1), (Changes(metrics, "proposed"), Changes(metrics, "validated")));
        Assert.Equal(5.0, spans.All("primitive.AdaptiveTimeout")[0].GetTagItem("adaptive.value"));

        step.Reset();
        Assert.Equal((0, 5.0), (step.Explain(_clock.GetUtcNow()).Observations, step.Explain(_clock.GetUtcNow()).InUse));
    }

    [Fact]
    public async Task A_proposal_that_does_not_hold_is_rejected()
    {
        using var metrics = new MetricRecorder();
        AdaptiveSettingPrimitive<int, int> step = Timeout(AdaptiveMode.Validate);
        await RunAsync(step, 10);
        _takes = TimeSpan.FromSeconds(3);
        await RunAsync(step, 5);
        AdaptiveSetting setting = step.Explain(_clock.GetUtcNow());
        Assert.Equal((null, null, 0), (setting.Validated, setting.Proposed, setting.Observations));
        Assert.Equal((1, 0, 1), (Changes(metrics, "proposed"), Changes(metrics, "validated"), Changes(metrics, "rejected")));
    }

    [Fact]
    public async Task What_was_learned_is_put_aside_when_it_fails_and_the_baseline_is_back()
    {
        using var metrics = new MetricRecorder();
        AdaptiveSettingPrimitive<int, int> step = Timeout(AdaptiveMode.Active);
        await RunAsync(step, 15);
        Assert.Equal(1.2, step.Explain(_clock.GetUtcNow()).InUse, precision: 6);
        _takes = TimeSpan.FromSeconds(3);
        int timeouts = 0;
        while (step.Explain(_clock.GetUtcNow()).InUse < 5 && timeouts < 50)
        {
            await Assert.ThrowsAsync<WorkflowTimeoutException>(() => RunAsync(step, 1));
            timeouts++;
        }

        Assert.Equal(10, timeouts);
        Assert.Equal(1, Changes(metrics, "put_aside"));
        await RunAsync(step, 20);
        Assert.Contains("too much failed", step.Explain(_clock.GetUtcNow()).Reason, StringComparison.Ordinal);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await RunAsync(step, 20);
        Assert.Equal(3.6, step.Explain(_clock.GetUtcNow()).InUse, precision: 6);
    }

    [Fact]
    public async Task Errors_of_the_step_and_cancellations_teach_nothing_about_its_time()
    {
        AdaptiveSettingPrimitive<int, int> step = Steps.Failing().WithAdaptiveTimeout(
            new TimeoutOptions { Timeout = TimeSpan.FromSeconds(5) }, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60), new AdaptiveSettingOptions { Mode = AdaptiveMode.Active });
        for (int i = 0; i < 20; i++)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(async () => await step.ExecuteAsync(0));
        }

        Assert.Equal(0, step.Explain().Observations);
    }

    [Fact]
    public async Task Retries_that_bring_nothing_become_few_and_those_that_help_stay()
    {
        int failures = 0;
        int calls = 0;
        Primitive<int, int> flaky = Workflow.Step("Flaky", (int n) => calls++ < failures ? throw new InvalidOperationException("not yet") : n);
        AdaptiveSettingPrimitive<int, int> step = flaky.WithAdaptiveRetry(
            new RetryOptions { MaxRetries = 3, BaseDelay = TimeSpan.Zero }, minimum: 1, maximum: 6, new AdaptiveSettingOptions { Mode = AdaptiveMode.Active });

        // Never more than one retry is needed.
        for (int i = 0; i < 20; i++)
        {
            (failures, calls) = (i % 2, 0);
            Assert.Equal(i, await step.ExecuteAsync(i));
        }

        Assert.Equal((1.0, "retries", "{retry}"), (step.Explain().InUse, step.Explain().Name, step.Explain().Unit));

        // Now the last retry helps, and often one more would have.
        step.Reset();
        for (int i = 0; i < 200; i++)
        {
            (failures, calls) = (3 + (i % 2), 0);
            await Record(step, i);
        }

        Assert.Equal(4.0, step.Explain().InUse);
        static async Task Record(AdaptiveSettingPrimitive<int, int> step, int i)
        {
            try
            {
                await step.ExecuteAsync(i);
            }
            catch (InvalidOperationException)
            {
                Assert.Equal(1, i % 2);
            }
        }
    }

    [Fact]
    public async Task A_time_to_live_follows_the_ages_at_which_entries_are_asked_for_again()
    {
        CachePrimitive<int, int> cache = Steps.Increment.WithCache(static _ => "k", new CacheOptions<int>
        {
            TimeProvider = _clock,
            TimeToLive = TimeSpan.FromMinutes(10),
            Adaptive = new AdaptiveTimeToLive { Maximum = TimeSpan.FromMinutes(40), Learning = new AdaptiveSettingOptions { Mode = AdaptiveMode.Active } },
        });
        await cache.ExecuteAsync(1);
        for (int i = 0; i < 30; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(20));
            await cache.ExecuteAsync(1);
        }

        // Asked for every 20 minutes: half an hour would do for one hit in two, and more for more, but not beyond the maximum.
        Assert.Equal(2400.0, cache.ExplainTimeToLive()!.InUse);
        long hits = cache.Statistics.Hits;
        _clock.Advance(TimeSpan.FromMinutes(20));
        await cache.ExecuteAsync(1);
        _clock.Advance(TimeSpan.FromMinutes(20));
        await cache.ExecuteAsync(1);
        Assert.Equal(hits + 1, cache.Statistics.Hits);

        cache.Mode = AdaptiveMode.Off;
        Assert.Equal(600.0, cache.ExplainTimeToLive()!.InUse);
        Assert.Null(Steps.Increment.WithCache(static _ => "k").ExplainTimeToLive());
    }

    [Fact]
    public void Bounds_are_checked_when_the_workflow_is_built()
    {
        var five = new TimeoutOptions { Timeout = TimeSpan.FromSeconds(5) };
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithAdaptiveTimeout(five, TimeSpan.Zero, TimeSpan.FromSeconds(9)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithAdaptiveTimeout(five, TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(9)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithAdaptiveTimeout(five, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithAdaptiveRetry(new RetryOptions { MaxRetries = 3 }, 4, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithAdaptiveRetry(new RetryOptions { MaxRetries = 3 }, 0, 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithAdaptiveRetry(new RetryOptions(), 0, 5, new AdaptiveSettingOptions { ValidationRate = double.NaN }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Steps.Increment.WithCache(
            static _ => "k", new CacheOptions<int> { Adaptive = new AdaptiveTimeToLive { Maximum = TimeSpan.FromMinutes(30) } }));
    }

    [Fact]
    public void Whatever_happens_a_setting_stays_within_its_bounds() => Prop.ForAll(
        (from needs in Gen.ArrayOf(Gen.Choose(0, 1000))
         from failsEvery in Gen.Choose(1, 20)
         from mode in Gen.Elements(AdaptiveMode.Observe, AdaptiveMode.Validate, AdaptiveMode.Active)
         select (needs, failsEvery, mode)).ToArbitrary(),
        sample =>
        {
            var rule = new SettingRule("timeout", "s", 10, 2, 50, SettingRule.Timeout);
            var learner = new SettingLearner(rule, new AdaptiveSettingOptions { PutAsideFor = TimeSpan.FromSeconds(7) });
            DateTimeOffset now = _clock.GetUtcNow();
            for (int i = 0; i < sample.needs.Length; i++)
            {
                now = now.AddSeconds(1);
                double inUse = learner.InUse(sample.mode, now);
                learner.Learn(i % sample.failsEvery == 0 || sample.needs[i] > inUse ? null : sample.needs[i], sample.mode, now);
                AdaptiveSetting setting = learner.Explain(sample.mode, now);
                if (inUse is < 2 or > 50 || (sample.mode != AdaptiveMode.Active && inUse != 10)
                    || setting.Proposed is < 2 or > 50 || setting.Observations > 100 || setting.Reason.Length == 0)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

    private AdaptiveSettingPrimitive<int, int> Timeout(AdaptiveMode mode) => Slow.WithAdaptiveTimeout(
        new TimeoutOptions { Timeout = TimeSpan.FromSeconds(5), GracePeriod = TimeSpan.Zero },
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(60),
        new AdaptiveSettingOptions { Mode = mode });

    private async Task RunAsync(Primitive<int, int> step, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await step.ExecuteAsync(i, new WorkflowContext(_clock));
        }
    }

    private static double Changes(MetricRecorder metrics, string change) =>
        metrics.Sum($"adaptive.changes{{primitive.name=AdaptiveTimeout,change={change}}}");
}
