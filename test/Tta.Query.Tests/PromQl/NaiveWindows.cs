namespace Tta.Query.Tests.PromQl;

/// <summary>
/// Range functions written down as the documentation states them: for every step all samples are looked at, nothing is shared between
/// steps, sums are plain. The yardstick for the evaluator, not a model of it.
/// </summary>
internal static class NaiveWindows
{
    public static double? Evaluate(string function, IEnumerable<(long TimeMs, double Value)> samples, long endMs, long rangeMs)
    {
        long startMs = endMs - rangeMs;
        List<(long TimeMs, double Value)> window = samples.Where(s => s.TimeMs > startMs && s.TimeMs <= endMs).ToList();
        double[] values = window.Select(s => s.Value).ToArray();
        if (values.Length == 0)
        {
            return null;
        }

        return function switch
        {
            "sum_over_time" => values.Sum(),
            "avg_over_time" => values.Average(),
            "min_over_time" => values.Min(),
            "max_over_time" => values.Max(),
            "count_over_time" => values.Length,
            "last_over_time" => values[^1],
            "first_over_time" => values[0],
            "stdvar_over_time" => values.Select(v => Math.Pow(v - values.Average(), 2)).Average(),
            "changes" => values.Skip(1).Zip(values).Count(p => p.First != p.Second),
            "resets" => values.Skip(1).Zip(values).Count(p => p.First < p.Second),
            "idelta" when values.Length > 1 => values[^1] - values[^2],
            "rate" => Extrapolated(window, startMs, endMs, isCounter: true) / (rangeMs / 1000.0),
            "increase" => Extrapolated(window, startMs, endMs, isCounter: true),
            "delta" => Extrapolated(window, startMs, endMs, isCounter: false),
            _ => null,
        };
    }

    private static double? Extrapolated(List<(long TimeMs, double Value)> window, long startMs, long endMs, bool isCounter)
    {
        if (window.Count < 2)
        {
            return null;
        }

        double rise = window[^1].Value - window[0].Value;
        for (int i = 1; isCounter && i < window.Count; i++)
        {
            rise += window[i].Value < window[i - 1].Value ? window[i - 1].Value : 0;
        }

        double sampled = (window[^1].TimeMs - window[0].TimeMs) / 1000.0;
        double gap = sampled / (window.Count - 1);
        double before = (window[0].TimeMs - startMs) / 1000.0;
        double after = (endMs - window[^1].TimeMs) / 1000.0;
        before = before < gap * 1.1 ? before : gap / 2;
        after = after < gap * 1.1 ? after : gap / 2;
        if (isCounter && rise > 0 && window[0].Value >= 0)
        {
            before = Math.Min(before, sampled * window[0].Value / rise);
        }

        return rise * (sampled + before + after) / sampled;
    }
}
