using System.Runtime.CompilerServices;
using Tta.Model;
using Tta.Storage.Traces.Search;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces;

/// <summary>
/// The embedded trace store: recent spans in memory over a log, older ones in immutable blocks. Thread-safe. An append that returned is
/// logged and visible to the next query; see docs/formats/wal.md and docs/formats/traces-block.md for what is on disk.
/// </summary>
public sealed class TraceStore : ITraceAppender, ITraceSource, ITraceScanSource, IWalReader, IAsyncDisposable
{
    private readonly StoreOptions _options;
    private readonly BlockOptions _blockOptions;
    private readonly StoreLog _log;
    private TraceContents _contents = null!; // These three are made when the directory is locked, before the log is read.
    private TraceBlocks _blocks = null!;
    private SpanIntake _intake = null!;

    private TraceStore(StoreOptions options, BlockOptions blockOptions)
    {
        _options = options with { SegmentBytes = Math.Min(options.SegmentBytes, blockOptions.SegmentBytes) };
        _blockOptions = blockOptions;
        _log = new StoreLog(_options, Signal.Traces, "traces", this, OpenBlocks);
    }

    /// <summary>State of the store now. Traces that lie in several blocks are counted in each of them.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                BlockSet blocks = _contents.Blocks;
                TraceHead head = _contents.Head;
                return _log.Status(head.SpanCount + blocks.RowCount, head.TraceCount + blocks.TraceCount) with
                {
                    BlockCount = blocks.Blocks.Length,
                    BlockBytes = blocks.SizeBytes,
                };
            }
        }
    }

    /// <summary>Opens the store, its blocks and its log.</summary>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The data was written by a newer version.</exception>
    public static TraceStore Open(StoreOptions options) => new(options, new BlockOptions());

    internal static TraceStore Open(StoreOptions options, BlockOptions blocks) => new(options, blocks);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(SpanBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        long position;
        lock (_log.Lock)
        {
            if (_contents.Head.SealedCount > _blockOptions.MaxFullSegments)
            {
                return AppendBehindBlocksAsync(batch, cancellationToken);
            }

            result = _intake.Append(batch);
            position = _log.Position;
        }

        return _log.AcknowledgeAsync(result, position, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Trace?> GetTraceAsync(TraceId traceId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var reader = new TraceReader(_contents, projection: null);
        return ValueTask.FromResult(reader.Read(traceId));
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<Trace>>> FindTracesAsync(TraceSearch search, CancellationToken cancellationToken)
    {
        int limit = Math.Clamp(search.Limit, 0, _options.Limits.MaxTraces);
        SpanFilter filter = SpanFilter.For(search);
        (HeadView[] head, BlockSet blocks) = _contents.View();
        try
        {
            var candidates = new NewestFirst(filter, head, blocks, _contents.Warnings, oncePerTrace: false);
            List<Trace> found = Find(candidates, filter, limit, out bool truncated, cancellationToken);
            return ValueTask.FromResult(new Answer<IReadOnlyList<Trace>>(found, _log.Warnings, truncated));
        }
        finally
        {
            blocks.Release();
        }
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
        SpanFilter filter = SpanFilter.For(scan);
        (HeadView[] head, BlockSet blocks) = _contents.View();
        try
        {
            using var reader = new TraceReader(_contents, scan.Fields is null ? null : new SpanProjection(scan.Fields));
            IEnumerable<TraceId> ids = scan.NewestFirst
                ? new NewestFirst(filter, head, blocks, _contents.Warnings, oncePerTrace: true).Traces(cancellationToken)
                : new AnyOrder(filter, head, blocks, _contents.Warnings).Traces();
            foreach (TraceId id in ids)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (reader.Read(id) is { } trace)
                {
                    yield return trace;
                }
            }
        }
        finally
        {
            blocks.Release();
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<string>>> FieldNamesAsync(
        SpanFieldScope scope, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        List<string> names = new FieldQuery(_contents, startNs, endNs).Names(scope, cancellationToken);
        return ValueTask.FromResult(Cut(names, limit));
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<AnyValue>>> FieldValuesAsync(
        SpanField field, long startNs, long endNs, int limit, CancellationToken cancellationToken)
    {
        List<AnyValue> values = IdQuery.Knows(field)
            ? new IdQuery(_contents, startNs, endNs, field.Key, Math.Clamp(limit, 0, FieldQuery.MaxValues) + 1).Values(cancellationToken)
            : new FieldQuery(_contents, startNs, endNs).Values(field, cancellationToken);
        return ValueTask.FromResult(Cut(values, limit));
    }

    /// <summary>One maintenance step: group sync, retention of the log, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <summary>
    /// Makes blocks of full segments, deletes blocks that are too old, and makes one larger block of small ones if that is due. To be called
    /// about once a second, apart from <see cref="RunOnceAsync"/>, because it can take seconds.
    /// </summary>
    /// <exception cref="IOException">The disk is full or failing; nothing is lost, and the next call tries again.</exception>
    public async ValueTask BuildBlocksAsync(CancellationToken cancellationToken)
    {
        await _blocks.CutAsync(_log, cancellationToken).ConfigureAwait(false);
        (long logBytes, long newestMs) = _log.Extent;
        await _blocks.ApplyRetentionAsync(logBytes, newestMs, _log.NowMs, cancellationToken).ConfigureAwait(false);
        if (!_log.IsShortOfSpace)
        {
            await _blocks.CompactOnceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes blocks of everything that is in memory.</summary>
    /// <exception cref="IOException">The disk is full or failing; nothing is lost.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _log.EndSegment();
        return _blocks.CutAsync(_log, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync().ConfigureAwait(false);
        _blocks.Dispose();
    }

    bool IWalReader.IsReplaced(long segment) => _blocks.ReplacedSegments.Contains(segment);

    long IWalReader.NewestReplacedSegment => _blocks.NewestSegment;

    long IWalReader.ReadRecord(in WalRecord record) => _intake.Read(record);

    void IWalReader.ForgetSegment(long segment) => _contents.Head.Forget(segment);

    private void OpenBlocks(StoreLog log)
    {
        _contents = new TraceContents(log.Lock, log.AllWarnings);
        _blocks = new TraceBlocks(_options, _blockOptions, Path.Combine(log.Directory, "blocks"), _contents);
        _blocks.Open();
        _intake = new SpanIntake(_options, log, _contents);
    }

    /// <summary>
    /// More data came than blocks were made of: the sender waits for one, so that memory stays bounded. When none can be written, because the
    /// disk is full, it is told to come again.
    /// </summary>
    private async ValueTask<AppendResult> AppendBehindBlocksAsync(SpanBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await _blocks.CutAsync(_log, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException(
                $"cannot write a block of spans in {_log.Directory}: {e.Message}; free disk space, data is taken again as soon as writing works", e);
        }

        return await AppendAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private List<Trace> Find(NewestFirst candidates, SpanFilter filter, int limit, out bool truncated, CancellationToken cancellationToken)
    {
        truncated = false;
        long spans = 0;
        var found = new List<Trace>();
        var known = new HashSet<TraceId>(TraceIdComparer.Instance);
        using var reader = new TraceReader(_contents, projection: null);
        while (!truncated && candidates.TryNext(cancellationToken, out TraceId traceId, out SpanId spanId))
        {
            if (known.Contains(traceId) || reader.Read(traceId) is not { } trace || !Matches(trace, spanId, filter))
            {
                continue;
            }

            truncated = found.Count == limit || (found.Count > 0 && spans + trace.Spans.Count > _options.Limits.MaxSearchSpans);
            if (!truncated)
            {
                spans += trace.Spans.Count;
                known.Add(traceId);
                found.Add(trace);
            }
        }

        return found;
    }

    private static bool Matches(Trace trace, SpanId spanId, SpanFilter filter)
    {
        for (int i = 0; i < trace.Spans.Count; i++)
        {
            if (trace.Spans[i].SpanId == spanId && filter.Matches(trace.Spans[i]))
            {
                return true;
            }
        }

        return false;
    }

    private HashSet<StoredOperation> Operations()
    {
        var operations = new HashSet<StoredOperation>();
        (HeadView[] head, BlockSet blocks) = _contents.View();
        try
        {
            foreach (HeadView part in head)
            {
                operations.UnionWith(part.Operations);
            }

            foreach (Blocks.SpanBlock block in blocks.Blocks)
            {
                AddOperations(block, operations);
            }
        }
        finally
        {
            blocks.Release();
        }

        return operations;
    }

    private void AddOperations(Blocks.SpanBlock block, HashSet<StoredOperation> operations)
    {
        try
        {
            operations.UnionWith(block.Operations);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            block.Report(e, _contents.Warnings);
        }
    }

    private Answer<IReadOnlyList<T>> Cut<T>(List<T> all, int limit) =>
        new(all.Count > limit ? all.GetRange(0, Math.Max(0, limit)) : all, _log.Warnings, all.Count > limit);
}
