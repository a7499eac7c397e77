namespace Tta.Model;

/// <summary>
/// One series and its samples in time order, as two parallel arrays. Times are unique and rising. Owned by the
/// <see cref="SeriesSet"/> that holds it.
/// </summary>
public sealed class SeriesSamples
{
    private readonly long[] _timesMs;
    private readonly double[] _values;
    private readonly int _offset;

    /// <summary>Wraps arrays that may be longer than <paramref name="count"/>.</summary>
    public SeriesSamples(Labels labels, long[] timesMs, double[] values, int count)
        : this(labels, timesMs, values, 0, count)
    {
    }

    /// <summary>Wraps a range of arrays that several series share.</summary>
    public SeriesSamples(Labels labels, long[] timesMs, double[] values, int offset, int count)
    {
        _offset = offset;
        Labels = labels;
        _timesMs = timesMs;
        _values = values;
        Count = count;
    }

    /// <summary>Labels of the series, metric name included.</summary>
    public Labels Labels { get; }

    /// <summary>Number of samples.</summary>
    public int Count { get; }

    /// <summary>Unix milliseconds, rising.</summary>
    public ReadOnlySpan<long> TimesMs => _timesMs.AsSpan(_offset, Count);

    /// <summary>Values; <see cref="StaleMarker"/> ends the series at its time.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(_offset, Count);
}
