using System.Globalization;

namespace Tta.Primitives;

/// <summary>Compares the strategies for one kind of input. Strategy 0 is the baseline. Thread-safe.</summary>
internal sealed class StrategyLearner
{
    private const string Baseline = "baseline";
    private const string Exploration = "exploration";
    private const string Proven = "proven_better";

    private readonly Lock _lock = new();
    private readonly StrategyRecord[] _records;
    private readonly Limits _limits;

    public StrategyLearner(int strategyCount, Limits limits)
    {
        _records = [.. Enumerable.Range(0, strategyCount).Select(_ => new StrategyRecord(limits.WindowRuns))];
        _limits = limits;
    }

    public (int Strategy, string Reason) Choose(AdaptiveMode mode, bool explores, DateTimeOffset now)
    {
        lock (_lock)
        {
            if (mode is AdaptiveMode.Validate or AdaptiveMode.Active && explores && LeastTried(now) is { } candidate)
            {
                return (candidate, Exploration);
            }

            int best = mode == AdaptiveMode.Active ? Best(now) : 0;
            return (best, best == 0 ? Baseline : Proven);
        }
    }

    public void Learn(int strategy, bool succeeded, double seconds, DateTimeOffset now)
    {
        lock (_lock)
        {
            StrategyRecord record = _records[strategy];
            record.Add(succeeded, seconds);
            if (strategy > 0 && record.Runs >= _limits.MinimumRuns && 1 - record.SuccessRate > _limits.MaxFailureRatio)
            {
                record.PutAside(now + _limits.PutAsideFor);
            }
        }
    }

    public IEnumerable<AdaptiveStrategy> Explain(string kind, IReadOnlyList<string> names, AdaptiveMode mode, DateTimeOffset now)
    {
        lock (_lock)
        {
            int chosen = mode == AdaptiveMode.Active ? Best(now) : 0;
            return [.. _records.Select((record, i) => new AdaptiveStrategy(
                kind, names[i], record.Runs, record.SuccessRate, TimeSpan.FromSeconds(record.MeanSeconds), i == chosen, Why(i, chosen, mode, now)))];
        }
    }

    private int? LeastTried(DateTimeOffset now)
    {
        int? least = null;
        for (int i = 1; i < _records.Length; i++)
        {
            if (_records[i].AsideUntil <= now && (least is null || _records[i].Runs < _records[least.Value].Runs))
            {
                least = i;
            }
        }

        return least;
    }

    private int Best(DateTimeOffset now)
    {
        int best = 0;
        for (int i = 1; i < _records.Length; i++)
        {
            if (_records[i].AsideUntil <= now && IsBetter(_records[i], _records[0]) && (best == 0 || IsAhead(_records[i], _records[best])))
            {
                best = i;
            }
        }

        return best;
    }

    private bool IsBetter(StrategyRecord candidate, StrategyRecord baseline) =>
        candidate.Runs >= _limits.MinimumRuns && baseline.Runs >= _limits.MinimumRuns
        && ((candidate.SuccessRate >= baseline.SuccessRate + _limits.SuccessGain && candidate.MeanSeconds <= baseline.MeanSeconds * 1.1)
            || (candidate.SuccessRate >= baseline.SuccessRate && candidate.MeanSeconds <= baseline.MeanSeconds * _limits.DurationRatio));

    private static bool IsAhead(StrategyRecord one, StrategyRecord other) =>
        one.SuccessRate > other.SuccessRate || (one.SuccessRate == other.SuccessRate && one.MeanSeconds < other.MeanSeconds);

    private string Why(int strategy, int chosen, AdaptiveMode mode, DateTimeOffset now)
    {
        StrategyRecord record = _records[strategy];
        if (strategy == 0)
        {
            return chosen == 0 ? "baseline: no candidate runs in its place" : "baseline: a candidate proved better";
        }

        if (record.AsideUntil > now)
        {
            return $"put aside until {record.AsideUntil.ToString("u", CultureInfo.InvariantCulture)}: it failed too often";
        }

        if (record.Runs < _limits.MinimumRuns || _records[0].Runs < _limits.MinimumRuns)
        {
            return $"not compared yet: {record.Runs} runs of it and {_records[0].Runs} of the baseline, {_limits.MinimumRuns} of each are needed";
        }

        if (!IsBetter(record, _records[0]))
        {
            return "not better than the baseline";
        }

        return strategy == chosen ? "proved better than the baseline"
            : mode == AdaptiveMode.Active ? "better than the baseline, but another candidate is ahead"
            : "would run in place of the baseline in mode Active";
    }

    /// <summary>What the options say about comparing.</summary>
    public readonly record struct Limits(
        int MinimumRuns, int WindowRuns, double SuccessGain, double DurationRatio, double MaxFailureRatio, TimeSpan PutAsideFor);
}
