using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>One read of the store, possibly on behalf of several selectors.</summary>
internal sealed class SelectorRead(IReadOnlyList<LabelMatcher> matchers, long startMs, long endInclusiveMs)
{
    private List<SeriesSamples>? _withoutStale;

    public IReadOnlyList<LabelMatcher> Matchers { get; } = matchers;

    public long StartMs { get; private set; } = startMs;

    public long EndInclusiveMs { get; private set; } = endInclusiveMs;

    public SelectorRead? MergedInto { get; set; }

    public SeriesSet? Set { get; set; }

    public bool Touches(SelectorRead other) => StartMs <= other.EndInclusiveMs + 1 && other.StartMs <= EndInclusiveMs + 1;

    public void Absorb(SelectorRead other)
    {
        StartMs = Math.Min(StartMs, other.StartMs);
        EndInclusiveMs = Math.Max(EndInclusiveMs, other.EndInclusiveMs);
    }

    /// <summary>The series as range functions see them. Series without a stale marker are passed on as they are.</summary>
    public List<SeriesSamples> WithoutStale()
    {
        if (_withoutStale is not null)
        {
            return _withoutStale;
        }

        _withoutStale = new List<SeriesSamples>(Set!.Series.Count);
        foreach (SeriesSamples series in Set.Series)
        {
            SeriesSamples kept = RemoveStale(series);
            if (kept.Count > 0)
            {
                _withoutStale.Add(kept);
            }
        }

        return _withoutStale;
    }

    private static SeriesSamples RemoveStale(SeriesSamples series)
    {
        ReadOnlySpan<double> values = series.Values;
        int staleCount = 0;
        foreach (double value in values)
        {
            staleCount += StaleMarker.Is(value) ? 1 : 0;
        }

        if (staleCount == 0)
        {
            return series;
        }

        var timesMs = new long[values.Length - staleCount];
        var kept = new double[timesMs.Length];
        int count = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!StaleMarker.Is(values[i]))
            {
                timesMs[count] = series.TimesMs[i];
                kept[count++] = values[i];
            }
        }

        return new SeriesSamples(series.Labels, timesMs, kept, count);
    }
}
