using System.Runtime.CompilerServices;
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces;

/// <summary>
/// The embedded trace store. Thread-safe. An append that returned is logged and visible to the next query; see
/// docs/formats/wal.md for what is on disk.
/// </summary>
public sealed class TraceStore : ITraceAppender, ITraceSource, ITraceScanSource, IWalReader, IAsyncDisposable
{
    private const long NsPerMs = 1_000_000;

    private readonly StoreOptions _options;
    private readonly List<TracePart> _parts = []; // One per segment of the log, oldest first.
    private readonly RowList<int> _chosen = new();
    private readonly RowList<int> _offsets = new();
    private readonly SpanBatch _replayed = new();
    private readonly PlainBlocks _plainBlocks = new();
    private readonly StoreLog _log;

    private TraceStore(StoreOptions options)
    {
        _options = options;
        _log = new StoreLog(options, Signal.Traces, "traces", this);
    }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                long spans = 0;
                long traces = 0;
                foreach (TracePart part in _parts)
                {
                    spans += part.SpanCount;
                    traces += part.TraceCount;
                }

                return _log.Status(spans, traces);
            }
        }
    }

    /// <summary>Opens the store and reads its log.</summary>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static TraceStore Open(StoreOptions options) => new(options);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(SpanBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        long position;
        lock (_log.Lock)
        {
            result = Append(batch);
            position = _log.Position;
        }

        return _log.AcknowledgeAsync(result, position, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Trace?> GetTraceAsync(TraceId traceId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(Read(traceId, _log.Warnings));

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<Trace>>> FindTracesAsync(TraceSearch search, CancellationToken cancellationToken)
    {
        var searcher = new TraceSearcher(search);
        lock (_log.Lock)
        {
            foreach (TracePart part in _parts)
            {
                searcher.Add(part);
            }
        }

        List<TraceId> found = searcher.Run(Math.Clamp(search.Limit, 0, _options.Limits.MaxTraces), cancellationToken);
        var traces = new List<Trace>(found.Count);
        foreach (TraceId traceId in found)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(traceId, []) is { } trace)
            {
                traces.Add(trace);
            }
        }

        searcher.Warnings.AddRange(_log.Warnings);
        return ValueTask.FromResult(new Answer<IReadOnlyList<Trace>>(traces, searcher.Warnings, searcher.Truncated));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> ServicesAsync(CancellationToken cancellationToken)
    {
        var services = new SortedSet<string>(StringComparer.Ordinal);
        foreach (StoredOperation operation in Operations())
        {
            services.Add(operation.Service);
        }

        return ValueTask.FromResult<IReadOnlyList<string>>([.. services]);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<TraceOperation>> OperationsAsync(string service, SpanKind? kind, CancellationToken cancellationToken)
    {
        var found = new List<TraceOperation>();
        foreach (StoredOperation operation in Operations())
        {
            if (string.Equals(operation.Service, service, StringComparison.Ordinal) && (kind is null || kind == operation.Kind))
            {
                found.Add(new TraceOperation(operation.Name, operation.Kind));
            }
        }

        found.Sort(static (a, b) =>
        {
            int order = string.CompareOrdinal(a.Name, b.Name);
            return order != 0 ? order : a.Kind.CompareTo(b.Kind);
        });
        return ValueTask.FromResult<IReadOnlyList<TraceOperation>>(found);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<Trace> ScanAsync(TraceScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield(); // A long scan leaves the thread of whoever starts it.
        IReadOnlyList<string> warnings = _log.Warnings;
        foreach (TraceId traceId in TracesIn(scan.StartNs, scan.EndNs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Read(traceId, warnings) is { } trace)
            {
                yield return trace;
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<string>>> FieldNamesAsync(
        SpanFieldScope scope, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        VisitSpans(startNs, endNs, span => SpanFieldReader.AddNames(span, scope, names), cancellationToken);
        return ValueTask.FromResult(Cut<string>([.. names], limit));
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<AnyValue>>> FieldValuesAsync(
        SpanField field, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        var values = new HashSet<AnyValue>();
        VisitSpans(startNs, endNs, span => SpanFieldReader.AddValues(span, field, values), cancellationToken);
        List<AnyValue> sorted = [.. values];
        sorted.Sort(FieldValueOrder.Instance);
        return ValueTask.FromResult(Cut(sorted, limit));
    }

    /// <summary>One maintenance step: group sync, retention, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    long IWalReader.ReadRecord(in WalRecord record)
    {
        if (record.Type != SpanBatchRecord.Type)
        {
            throw new InvalidDataException($"unknown record type {record.Type}");
        }

        _replayed.Clear();
        SpanBatchRecord.Read(record.Payload, _replayed, _offsets);
        _chosen.Clear();
        for (int i = 0; i < _replayed.Spans.Count; i++)
        {
            _chosen.Add(i);
        }

        PartOf(record.Segment).Add(_replayed, _chosen.Rows, record.Compressed, _offsets.Rows);
        return NewestMs(_replayed);
    }

    void IWalReader.ForgetSegment(long segment) => _parts.RemoveAll(part => part.Segment <= segment);

    private AppendResult Append(SpanBatch batch)
    {
        _log.BeginAppend();
        RejectReason firstReason = RejectReason.None;
        string? message = null;
        int rejected = 0;
        long nowMs = _log.NowMs;
        _chosen.Clear();
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            ref readonly SpanBatch.SpanRow row = ref batch.Spans[i];
            RejectReason reason = Check(row, nowMs);
            if (reason != RejectReason.None)
            {
                rejected++;
                _log.Count(0, reason, 1);
                message ??= Explain(reason, row);
                firstReason = firstReason == RejectReason.None ? reason : firstReason;
            }
            else if (!IsStored(row.TraceId, row.SpanId))
            {
                _chosen.Add(i);
            }
        }

        if (_chosen.Count > 0)
        {
            SpanBatchRecord.Write(_log.Record, batch, _chosen.Rows, _offsets);
            ReadOnlySpan<byte> compressed = _log.Commit(SpanBatchRecord.Type, NewestMs(batch));
            PartOf(_log.Segment).Add(batch, _chosen.Rows, compressed, _offsets.Rows);
        }

        int accepted = batch.Spans.Count - rejected;
        _log.Count(accepted, RejectReason.None, 0);
        return new AppendResult(accepted, rejected, firstReason, message);
    }

    private RejectReason Check(in SpanBatch.SpanRow row, long nowMs)
    {
        if (!row.TraceId.IsValid || !row.SpanId.IsValid)
        {
            return RejectReason.InvalidId;
        }

        if (row.Message.Length > _options.Limits.MaxSpanBytes)
        {
            return RejectReason.TooLarge;
        }

        long startMs = row.StartNs / NsPerMs;
        if (startMs > nowMs + (long)_options.Limits.FutureWindow.TotalMilliseconds)
        {
            return RejectReason.TooFarInFuture;
        }

        bool isTooOld = row.StartNs > 0 && startMs < nowMs - (long)_options.RetentionTime.TotalMilliseconds;
        return isTooOld ? RejectReason.TooOld : RejectReason.None;
    }

    private string Explain(RejectReason reason, in SpanBatch.SpanRow row) => reason switch
    {
        RejectReason.InvalidId => $"span {row.TraceId}/{row.SpanId} has an all-zero id",
        RejectReason.TooLarge =>
            $"span {row.TraceId}/{row.SpanId} has {row.Message.Length} bytes, limits.max_span_bytes is {_options.Limits.MaxSpanBytes}",
        RejectReason.TooFarInFuture =>
            $"span {row.TraceId}/{row.SpanId} starts further ahead of the clock than limits.future_window ({_options.Limits.FutureWindow})",
        _ => $"span {row.TraceId}/{row.SpanId} is older than the retention ({_options.RetentionTime})",
    };

    private bool IsStored(TraceId traceId, SpanId spanId)
    {
        foreach (TracePart part in _parts)
        {
            if (part.Has(traceId, spanId))
            {
                return true;
            }
        }

        return false;
    }

    private long NewestMs(SpanBatch batch)
    {
        long newestMs = long.MinValue;
        foreach (int i in _chosen.Rows)
        {
            newestMs = Math.Max(newestMs, batch.Spans[i].StartNs / NsPerMs);
        }

        return newestMs;
    }

    private TracePart PartOf(long segment)
    {
        if (_parts.Count == 0 || _parts[^1].Segment != segment)
        {
            _parts.Add(new TracePart(segment, _plainBlocks));
        }

        return _parts[^1];
    }

    private Answer<IReadOnlyList<T>> Cut<T>(List<T> all, int limit) =>
        new(all.Count > limit ? all.GetRange(0, Math.Max(0, limit)) : all, _log.Warnings, all.Count > limit);

    /// <summary>Ids of the traces with a span that starts in the window, by their latest such start, latest first.</summary>
    private List<TraceId> TracesIn(long startNs, long endNs)
    {
        var latest = new Dictionary<TraceId, long>(TraceIdComparer.Instance);
        foreach (SpanColumns columns in CopyColumns())
        {
            for (int row = 0; row < columns.Count; row++)
            {
                long spanStartNs = columns.StartNs[row];
                if (spanStartNs >= startNs && spanStartNs < endNs
                    && (!latest.TryGetValue(columns.TraceIds[row], out long known) || spanStartNs > known))
                {
                    latest[columns.TraceIds[row]] = spanStartNs;
                }
            }
        }

        List<TraceId> ids = [.. latest.Keys];
        ids.Sort((a, b) => latest[b].CompareTo(latest[a]));
        return ids;
    }

    private void VisitSpans(long startNs, long endNs, Action<Span> visit, CancellationToken cancellationToken)
    {
        foreach (TraceId traceId in TracesIn(startNs, endNs))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (Span span in Read(traceId, [])?.Spans ?? [])
            {
                if (span.StartNs >= startNs && span.StartNs < endNs)
                {
                    visit(span);
                }
            }
        }
    }

    private List<SpanColumns> CopyColumns()
    {
        lock (_log.Lock)
        {
            return _parts.ConvertAll(static part => part.Columns);
        }
    }

    private HashSet<StoredOperation> Operations()
    {
        var operations = new HashSet<StoredOperation>();
        lock (_log.Lock)
        {
            foreach (TracePart part in _parts)
            {
                operations.UnionWith(part.Operations);
            }
        }

        return operations;
    }

    private Trace? Read(TraceId traceId, IReadOnlyList<string> warnings)
    {
        var stored = new List<StoredSpan>();
        lock (_log.Lock)
        {
            foreach (TracePart part in _parts)
            {
                part.CollectTrace(traceId, stored);
            }
        }

        var allWarnings = new List<string>(warnings);
        var spans = new List<Span>(stored.Count);
        foreach (StoredSpan span in stored)
        {
            try
            {
                spans.Add(span.Decode());
            }
            catch (InvalidDataException e)
            {
                allWarnings.Add($"a span of trace {traceId} cannot be read and was left out: {e.Message}");
            }
        }

        spans.Sort(static (a, b) =>
        {
            int order = a.StartNs.CompareTo(b.StartNs);
            return order != 0 ? order : a.SpanId.Value.CompareTo(b.SpanId.Value);
        });
        return spans.Count == 0 ? null : new Trace(traceId, spans, allWarnings);
    }
}
