using Tta.Model;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Metrics;

/// <summary>All metrics in memory: series by label set, metadata, exemplars. Changed and read under the lock of the store.</summary>
internal sealed class MetricHead(Limits limits)
{
    private const int ExemplarCapacity = 100_000;

    private readonly List<MemorySeries> _series = [];
    private LabelIndex _index = new();

    public MetadataTable Metadata { get; } = new();

    public ExemplarRing Exemplars { get; } = new(ExemplarCapacity);

    public long SampleCount { get; private set; }

    /// <summary>Series with samples.</summary>
    public int ActiveSeriesCount { get; private set; }

    public LabelIndex Index => _index;

    public MemorySeries this[int id] => _series[id];

    public MemorySeries? Find(ReadOnlySpan<byte> labels)
    {
        int id = _index.Find(labels);
        return id < 0 ? null : _series[id];
    }

    /// <summary>Adds a series that <see cref="Find"/> did not know, unless its labels or the number of series forbid it.</summary>
    public MemorySeries? TryAdd(ReadOnlySpan<byte> labels, out RejectReason reason, out string? message)
    {
        reason = LabelSetCheck.Check(labels, limits, out message);
        if (reason != RejectReason.None)
        {
            return null;
        }

        if (_series.Count >= limits.MaxSeries)
        {
            reason = RejectReason.SeriesLimit;
            message = $"the store has {_series.Count} series, limits.max_series is {limits.MaxSeries}";
            return null;
        }

        return Add(labels);
    }

    /// <summary>Finds or adds a series that the log holds.</summary>
    /// <exception cref="InvalidDataException">The label set is malformed.</exception>
    public MemorySeries FindOrAdd(ReadOnlySpan<byte> labels)
    {
        if (Find(labels) is { } known)
        {
            return known;
        }

        LabelSetCheck.ThrowIfMalformed(labels, limits);
        return Add(labels);
    }

    /// <summary>Adds a sample. False when another value is stored for its time.</summary>
    public bool TryAppend(MemorySeries series, long timeMs, double value, long segment)
    {
        bool wasEmpty = series.IsEmpty;
        bool kept = series.TryAppend(timeMs, value, segment, out bool isDuplicate);
        if (kept && !isDuplicate)
        {
            SampleCount++;
            ActiveSeriesCount += wasEmpty ? 1 : 0;
        }

        return kept;
    }

    /// <summary>Drops what the log no longer holds. Series without samples leave the index.</summary>
    public void Forget(long segment)
    {
        SampleCount = 0;
        ActiveSeriesCount = 0;
        foreach (MemorySeries series in _series)
        {
            series.Forget(segment);
            SampleCount += series.SampleCount;
            ActiveSeriesCount += series.IsEmpty ? 0 : 1;
        }

        Exemplars.Forget(segment);
        if (ActiveSeriesCount < _series.Count)
        {
            RemoveEmptySeries();
        }
    }

    private MemorySeries Add(ReadOnlySpan<byte> labels)
    {
        int id = _index.Add(labels);
        var series = new MemorySeries(_index[id], _index.Key(id));
        _series.Add(series);
        return series;
    }

    private void RemoveEmptySeries()
    {
        MemorySeries[] all = _series.ToArray();
        _index = new LabelIndex();
        _series.Clear();
        for (int id = 0; id < all.Length; id++)
        {
            if (!all[id].IsEmpty)
            {
                _index.Add(all[id].Key.Span);
                _series.Add(all[id]);
            }
        }
    }
}
