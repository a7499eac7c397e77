using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Adaptive;

public sealed class AdaptiveTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly List<string> _ran = [];
    private bool _explores;

    [Fact]
    public async Task Off_runs_the_baseline_and_learns_nothing()
    {
        _explores = true;
        AdaptivePrimitive<int, int> adaptive = Build(AdaptiveMode.Off);
        await RunAsync(adaptive, times: 5);
        Assert.All(_ran, name => Assert.Equal("baseline", name));
        Assert.Empty(adaptive.Explain(_clock.GetUtcNow()));
        Assert.Equal(AdaptiveMode.Off, new AdaptiveOptions<int>().Mode);
    }

    [Fact]
    public async Task Observe_measures_the_baseline_only()
    {
        _explores = true;
        AdaptivePrimitive<int, int> adaptive = Build(AdaptiveMode.Observe);
        await RunAsync(adaptive, times: 12);
        Assert.All(_ran, name => Assert.Equal("baseline", name));
        AdaptiveStrategy baseline = adaptive.Explain(_clock.GetUtcNow())[0];
        Assert.Equal((12, 1.0, TimeSpan.FromSeconds(1), true), (baseline.Runs, baseline.SuccessRate, baseline.MeanDuration, baseline.IsChosen));
    }

    [Fact]
    public async Task Validate_measures_candidates_and_keeps_the_baseline()
    {
        AdaptivePrimitive<int, int> adaptive = await LearnedAsync(AdaptiveMode.Validate);
        _ran.Clear();
        await RunAsync(adaptive, times: 3);
        Assert.All(_ran, name => Assert.Equal("baseline", name));
        Assert.Equal(
            ["baseline: no candidate runs in its place", "would run in place of the baseline in mode Active", "not better than the baseline"],
            adaptive.Explain(_clock.GetUtcNow()).Select(strategy => strategy.Reason));
    }

    [Fact]
    public async Task Active_lets_what_proved_better_take_over_and_says_why()
    {
        using var spans = new SpanRecorder();
        AdaptivePrimitive<int, int> adaptive = await LearnedAsync(AdaptiveMode.Active);
        _ran.Clear();
        await RunAsync(adaptive, times: 3);
        Assert.All(_ran, name => Assert.Equal("quick", name));
        Assert.Equal("proved better than the baseline", adaptive.Explain(_clock.GetUtcNow()).Single(strategy => strategy.IsChosen).Reason);
        System.Diagnostics.Activity last = spans.All("primitive.AdaptivePrimitive")[^1];
        Assert.Equal(("quick", "proven_better"), (last.GetTagItem("adaptive.strategy"), last.GetTagItem("adaptive.reason")));

        adaptive.Mode = AdaptiveMode.Off;
        _ran.Clear();
        await RunAsync(adaptive, times: 1);
        Assert.Equal("baseline", Assert.Single(_ran));
    }

    [Fact]
    public async Task A_candidate_is_not_compared_before_it_ran_often_enough()
    {
        AdaptivePrimitive<int, int> adaptive = Build(AdaptiveMode.Active);
        await RunAsync(adaptive, times: 20);
        _explores = true;
        await RunAsync(adaptive, times: 18);
        _explores = false;
        Assert.Equal(
            "not compared yet: 9 runs of it and 20 of the baseline, 10 of each are needed",
            adaptive.Explain(_clock.GetUtcNow()).Single(strategy => strategy.Name == "quick").Reason);
        _ran.Clear();
        await RunAsync(adaptive, times: 1);
        Assert.Equal("baseline", Assert.Single(_ran));
    }

    [Fact]
    public async Task A_candidate_that_fails_is_followed_by_the_baseline_and_in_the_end_put_aside()
    {
        AdaptivePrimitive<int, int> adaptive = Workflow.Adaptive(
            Strategy("baseline", seconds: 1), [("broken", Steps.Failing())], Options(AdaptiveMode.Active));
        _explores = true;
        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(i, await adaptive.ExecuteAsync(i, new WorkflowContext(_clock)));
        }

        using var spans = new SpanRecorder();
        await RunAsync(adaptive, times: 1);
        Assert.Equal("baseline", spans.Single("primitive.AdaptivePrimitive").GetTagItem("adaptive.strategy"));
        Assert.Equal("put aside until 2026-01-01 00:05:09Z: it failed too often", adaptive.Explain(_clock.GetUtcNow())[1].Reason);
        _clock.Advance(TimeSpan.FromMinutes(6));
        await RunAsync(adaptive, times: 1);
        Assert.Equal("broken", spans.All("primitive.AdaptivePrimitive")[^1].GetTagItem("adaptive.strategy"));
    }

    [Fact]
    public async Task Cancellation_teaches_nothing()
    {
        AdaptivePrimitive<int, int> adaptive = Workflow.Adaptive(Steps.Endless(), [("other", Steps.Endless())], Options(AdaptiveMode.Observe));
        using var cancellation = new CancellationTokenSource();
        ValueTask<int> running = adaptive.ExecuteAsync(0, new WorkflowContext(_clock), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await running);
        Assert.Equal(0, adaptive.Explain(_clock.GetUtcNow())[0].Runs);
    }

    [Fact]
    public async Task Kinds_are_learned_apart_and_their_number_is_bounded()
    {
        AdaptivePrimitive<int, int> adaptive = Workflow.Adaptive(
            Strategy("baseline", seconds: 1),
            [("other", Strategy("other", seconds: 1))],
            Options(AdaptiveMode.Observe) with { KindOf = static (n, _) => $"kind {n}", MaxKinds = 2 });
        for (int n = 0; n < 6; n++)
        {
            await adaptive.ExecuteAsync(n, new WorkflowContext(_clock));
        }

        Assert.Equal(
            [("_other", 4), ("kind 0", 1), ("kind 1", 1)],
            adaptive.Explain(_clock.GetUtcNow()).Where(strategy => strategy.Name == "baseline").Select(strategy => (strategy.Kind, strategy.Runs)));
        adaptive.Reset();
        Assert.Empty(adaptive.Explain(_clock.GetUtcNow()));
    }

    [Fact]
    public void Only_the_latest_runs_count()
    {
        var record = new StrategyRecord(windowRuns: 4);
        foreach (bool succeeded in (bool[])[false, false, false, true, true, true])
        {
            record.Add(succeeded, succeeded ? 2 : 100);
        }

        Assert.Equal((4, 0.75, 2.0), (record.Runs, record.SuccessRate, record.MeanSeconds));
    }

    private async Task<AdaptivePrimitive<int, int>> LearnedAsync(AdaptiveMode mode)
    {
        AdaptivePrimitive<int, int> adaptive = Build(mode);
        await RunAsync(adaptive, times: 10);
        _explores = true;
        await RunAsync(adaptive, times: 20);
        _explores = false;
        return adaptive;
    }

    private AdaptivePrimitive<int, int> Build(AdaptiveMode mode) => Workflow.Adaptive(
        Strategy("baseline", seconds: 1), [("quick", Strategy("quick", seconds: 0.5)), ("slow", Strategy("slow", seconds: 2))], Options(mode));

    private AdaptiveOptions<int> Options(AdaptiveMode mode) => new() { Mode = mode, Randomizer = () => _explores ? 0 : 0.99 };

    private Primitive<int, int> Strategy(string name, double seconds) => Workflow.Step(name, (int n) =>
    {
        _ran.Add(name);
        _clock.Advance(TimeSpan.FromSeconds(seconds));
        return n;
    });

    private async Task RunAsync(AdaptivePrimitive<int, int> adaptive, int times)
    {
        for (int i = 0; i < times; i++)
        {
            await adaptive.ExecuteAsync(i, new WorkflowContext(_clock));
        }
    }
}
