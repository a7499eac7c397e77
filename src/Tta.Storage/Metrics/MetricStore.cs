using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Metrics;

/// <summary>
/// The embedded metrics store. Thread-safe. An append that returned is logged and visible to the next query; see
/// docs/formats/wal.md for what is on disk.
/// </summary>
public sealed class MetricStore : IMetricAppender, IMetricSource, IWalReader, IAsyncDisposable
{
    private readonly MetricHead _head;
    private readonly SegmentReferences<MemorySeries> _references = new();
    private readonly StoreLog _log;
    private readonly MetricAppend _append;
    private readonly MetricLists _lists;

    private MetricStore(StoreOptions options)
    {
        _head = new MetricHead(options.Limits);
        _lists = new MetricLists(_head);
        _log = new StoreLog(options, Signal.Metrics, "metrics", this);
        _append = new MetricAppend(_log, _head, _references, options);
    }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                return _log.Status(_head.SampleCount, _head.ActiveSeriesCount);
            }
        }
    }

    /// <summary>Opens the store and reads its log.</summary>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static MetricStore Open(StoreOptions options) => new(options);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        long position;
        lock (_log.Lock)
        {
            result = _append.Run(batch);
            position = _log.Position;
        }

        return _log.AcknowledgeAsync(result, position, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<SeriesSet> SelectAsync(MetricSelection selection, CancellationToken cancellationToken)
    {
        var snapshots = new List<SeriesSnapshot>();
        lock (_log.Lock)
        {
            List<int> ids = _head.Index.Select(selection.Matchers);
            _head.Index.Sort(ids);
            foreach (int id in ids)
            {
                SeriesSnapshot snapshot = _head[id].Snapshot(selection.StartMs, selection.EndInclusiveMs);
                if (snapshot.Chunks.Count > 0)
                {
                    snapshots.Add(snapshot);
                }
            }
        }

        var builder = new SeriesSetBuilder(selection.StartMs, selection.EndInclusiveMs, selection.MaxSamples);
        return ValueTask.FromResult(builder.Build(snapshots, _log.Warnings, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<Labels>>> SeriesAsync(SeriesFilter filter, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(Limited(_lists.Series(filter), filter.Limit));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<string>>> LabelNamesAsync(SeriesFilter filter, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(Limited(_lists.LabelNames(filter), filter.Limit));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<string>>> LabelValuesAsync(string name, SeriesFilter filter, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(Limited(_lists.LabelValues(name, filter), filter.Limit));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<MetricMetadata>> MetadataAsync(string? metricName, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult<IReadOnlyList<MetricMetadata>>(_head.Metadata.Find(metricName));
        }
    }

    /// <summary>
    /// Exemplars between two times (Unix ms, both inclusive) of the series that satisfy all matchers of any set, by series, then
    /// time. The newest 100,000 are kept.
    /// </summary>
    public ValueTask<Answer<IReadOnlyList<StoredExemplar>>> ExemplarsAsync(
        IReadOnlyList<IReadOnlyList<LabelMatcher>> matcherSets, long startMs, long endMs, CancellationToken cancellationToken)
    {
        IReadOnlyList<StoredExemplar> found;
        lock (_log.Lock)
        {
            found = _head.Exemplars.Find(labels => SatisfiesAny(labels, matcherSets), startMs, endMs);
        }

        return ValueTask.FromResult(new Answer<IReadOnlyList<StoredExemplar>>(found, _log.Warnings));
    }

    /// <summary>One maintenance step: group sync, retention, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    long IWalReader.ReadRecord(in WalRecord record) => record.Type == MetricRecord.Type
        ? MetricRecord.Read(record.Payload, record.Segment, _head, _references)
        : throw new InvalidDataException($"unknown record type {record.Type}");

    void IWalReader.ForgetSegment(long segment) => _head.Forget(segment);

    private Answer<IReadOnlyList<T>> Limited<T>(List<T> all, int limit)
    {
        bool truncated = limit > 0 && all.Count > limit;
        return new Answer<IReadOnlyList<T>>(truncated ? all.GetRange(0, limit) : all, _log.Warnings, truncated);
    }

    private static bool SatisfiesAny(Labels labels, IReadOnlyList<IReadOnlyList<LabelMatcher>> matcherSets)
    {
        foreach (IReadOnlyList<LabelMatcher> matchers in matcherSets)
        {
            bool all = true;
            foreach (LabelMatcher matcher in matchers)
            {
                all &= matcher.Matches(labels);
            }

            if (all)
            {
                return true;
            }
        }

        return matcherSets.Count == 0;
    }
}
