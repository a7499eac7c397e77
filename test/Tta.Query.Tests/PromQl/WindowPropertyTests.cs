using FsCheck;
using FsCheck.Fluent;
using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.Tests.PromQl;

/// <summary>The columnar evaluation answers what a naive reading of the definitions answers.</summary>
public sealed class WindowPropertyTests
{
    private static readonly string[] s_functions =
    [
        "sum_over_time", "avg_over_time", "min_over_time", "max_over_time", "count_over_time", "last_over_time", "first_over_time",
        "stdvar_over_time", "changes", "resets", "idelta", "rate", "increase", "delta",
    ];

    [Fact]
    public void Range_functions_equal_their_naive_definition_on_random_series()
    {
        Gen<Sample[]> samples =
            from gaps in Gen.Choose(1, 90).ArrayOf()
            from values in Gen.Choose(0, 12).ArrayOf(gaps.Length)
            from stale in Gen.Choose(0, 9).ArrayOf(gaps.Length)
            select Series(gaps, values, stale);
        var cases =
            from series in samples
            from function in Gen.Elements(s_functions)
            from rangeS in Gen.Choose(1, 300)
            from offsetS in Gen.Choose(-60, 120)
            from stepS in Gen.Choose(1, 60)
            select (Series: series, Function: function, RangeS: rangeS, OffsetS: offsetS, StepS: stepS);
        Prop.ForAll(cases.ToArbitrary(), c => Agrees(c.Series, c.Function, c.RangeS, c.OffsetS, c.StepS))
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_range_query_is_its_instant_queries_side_by_side()
    {
        string[] queries =
        [
            "m", "sum by (a) (m)", "topk(2, m)", "m / on (a) group_left n", "rate(m[90s])", "max_over_time(rate(m[1m])[3m:40s])",
            "m > 5 or n", "m unless on (a) n", "quantile(0.3, m)", "absent(m offset 3m)", "count_values(\"v\", m)", "m @ 200 + n",
            "avg(m) + scalar(sum(n))", "histogram_quantile(0.5, m)",
        ];
        var cases =
            from seed in Gen.Choose(0, int.MaxValue)
            from query in Gen.Elements(queries)
            from stepS in Gen.Choose(7, 80)
            select (Seed: seed, Query: query, StepS: stepS);
        Prop.ForAll(cases.ToArbitrary(), c => RangeEqualsInstants(c.Seed, c.Query, c.StepS * 1000L)).QuickCheckThrowOnFailure();
    }

    private static Sample[] Series(int[] gaps, int[] values, int[] stale)
    {
        var samples = new Sample[gaps.Length];
        long timeMs = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            timeMs += gaps[i] * 1000L;
            samples[i] = new Sample(timeMs, stale[i] == 0 ? StaleMarker.Value : values[i]);
        }

        return samples;
    }

    private static bool Agrees(Sample[] series, string function, int rangeS, int offsetS, int stepS)
    {
        var storage = new InMemoryMetrics();
        foreach (Sample sample in series)
        {
            storage.Add(Labels.Of("__name__", "m_total"), sample.TimeMs, sample.Value);
        }

        var live = series.Where(s => !StaleMarker.Is(s.Value)).Select(s => (s.TimeMs, s.Value)).ToList();
        using var engine = new PromQlEngine(storage);
        const long EndMs = 600_000;
        string offset = offsetS < 0 ? $"-{-offsetS}s" : $"{offsetS}s";
        PromQlResult result = engine.EvaluateRangeAsync(
            $"{function}(m_total[{rangeS}s] offset {offset})", 0, EndMs, stepS * 1000L).GetAwaiter().GetResult();
        IReadOnlyList<MatrixSeries> matrix = ((MatrixValue)result.Value).Series;
        var actual = matrix.Count == 0 ? [] : matrix[0].TimesMs.Zip(matrix[0].Values).ToDictionary(p => p.First, p => p.Second);
        for (long timeMs = 0; timeMs <= EndMs; timeMs += stepS * 1000L)
        {
            double? expected = NaiveWindows.Evaluate(function, live, timeMs - (offsetS * 1000L), rangeS * 1000L);
            bool present = actual.TryGetValue(timeMs, out double value);
            if (present != expected.HasValue || (present && Math.Abs(value - expected!.Value) > 1e-9 * Math.Max(1, Math.Abs(value))))
            {
                throw new InvalidOperationException($"{function} at {timeMs}: expected {expected}, got {(present ? value : null)}");
            }
        }

        return true;
    }

    private static bool RangeEqualsInstants(int seed, string query, long stepMs)
    {
        var storage = new InMemoryMetrics();
        var random = new System.Random(seed);
        foreach (string name in (string[])["m", "n"])
        {
            for (int s = 0; s < (name == "m" ? 4 : 2); s++)
            {
                Labels labels = name == "m"
                    ? Labels.Of("__name__", name, "a", (s % 2).ToString(), "le", s < 2 ? "1" : "+Inf")
                    : Labels.Of("__name__", name, "a", s.ToString());
                for (long timeMs = random.Next(30_000); timeMs < 400_000; timeMs += random.Next(1_000, 60_000))
                {
                    storage.Add(labels, timeMs, random.Next(8) == 0 ? StaleMarker.Value : random.Next(12));
                }
            }
        }

        using var engine = new PromQlEngine(storage);
        PromQlResult range = engine.EvaluateRangeAsync(query, 0, 400_000, stepMs).GetAwaiter().GetResult();
        var columns = ((MatrixValue)range.Value).Series
            .SelectMany(s => s.TimesMs.Zip(s.Values, (timeMs, value) => (s.Labels, TimeMs: timeMs, Value: value)))
            .ToLookup(p => p.TimeMs, p => (p.Labels, p.Value));
        for (long timeMs = 0; timeMs <= 400_000; timeMs += stepMs)
        {
            PromQlResult instant = engine.EvaluateInstantAsync(query, timeMs).GetAwaiter().GetResult();
            var row = ((VectorValue)instant.Value).Samples.Select(s => (s.Labels, s.Value)).OrderBy(s => s.Labels).ToList();
            if (!row.SequenceEqual(columns[timeMs].OrderBy(s => s.Labels)))
            {
                throw new InvalidOperationException($"{query} at {timeMs}, seed {seed}");
            }
        }

        return true;
    }

    private readonly record struct Sample(long TimeMs, double Value);
}
