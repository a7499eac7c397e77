using Tta.Model;
using Tta.Storage.Llm.Blocks;
using Tta.Storage.Llm.Pages;
using Tta.Storage.Llm.Pricing;
using Tta.Storage.Llm.Queries;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;
using Tta.Storage.Llm.Version1;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm;

/// <summary>
/// The embedded store of traces of AI work, observations and scores: prompts and completions live here and nowhere else. Thread-safe.
/// </summary>
public sealed class LlmStore : ILlmAppender, ILlmSource, IWalReader, IAsyncDisposable
{
    private const byte Version1Type = 1;
    private const byte BatchType = 2;
    private const long NsPerMs = 1_000_000;

    private readonly IPriceSource _prices;
    private readonly ReportCheck _check;
    private readonly BatchRecord _record = new();
    private readonly LlmBlockOptions _blockOptions;
    private RowPages _pages = null!; // The three are made when the directory is locked, before the log is read.
    private LlmBlocks _blocks = null!;
    private LlmTables _tables = null!;
    private readonly ObservationPricing _pricing;
    private readonly List<(long Segment, int FirstPage)> _segmentPages = []; // First page of the head that each segment filled.
    private readonly StoreLog _log;
    private readonly ScanTurns _turns;
    private bool _holdsDeleted; // The log has deletions, and so perhaps what they delete.
    private long? _holdsDeletedSinceMs;

    private LlmStore(StoreOptions options, LlmBlockOptions blockOptions, IPriceSource prices)
    {
        _prices = prices;
        _blockOptions = blockOptions;
        _check = new ReportCheck(options);
        _pricing = new ObservationPricing(prices, () => _tables);
        options = options with { SegmentBytes = Math.Min(options.SegmentBytes, blockOptions.SegmentBytes) };
        _log = new StoreLog(options, Signal.Llm, "llm", this, log => OpenBlocks(options, log));
        _turns = new ScanTurns(_log.Lock, _pages);
    }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                StoreStatus status = _log.Status(_tables.Observations.AliveCount, _tables.Traces.Count);
                return status with
                {
                    BlockCount = _blocks.Count,
                    BlockBytes = _blocks.SizeBytes,
                    ScratchBytes = _pages.ScratchBytes,
                    UnavailableReason = status.UnavailableReason ?? _pages.RefuseReason,
                };
            }
        }
    }

    /// <summary>Opens the store and reads its log.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="prices">Prices of calls whose sender gives no cost; default: the shipped list.</param>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static LlmStore Open(StoreOptions options, IPriceSource? prices = null) =>
        new(options, new LlmBlockOptions(), prices ?? ShippedPrices.Instance);

    internal static LlmStore Open(StoreOptions options, LlmBlockOptions blocks) => new(options, blocks, ShippedPrices.Instance);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(LlmBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        long position;
        using (_turns.EnterToAppend())
        {
            if (_tables.Head.SizeBytes > _blockOptions.MaxHeadBytes)
            {
                return AppendBehindBlocksAsync(batch, cancellationToken);
            }

            result = Append(batch);
            position = _log.Position;
        }

        return _log.AcknowledgeAsync(result, position, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmObservation>>> ObservationsAsync(LlmQuery query, CancellationToken cancellationToken) =>
        Answer(Ask(LlmView.Observations, query, (tables, onDisk) =>
        {
            var reader = new ObservationReader(tables);
            RowPage.Found found = RowPage.Find(_turns, () => new ObservationFields(tables), query, onDisk, cancellationToken);
            List<LlmObservation> items = Items(found.Rows, tables.Observations.IsAlive, row => reader.Read(row, query.Content));
            return new LlmPage<LlmObservation>(items, found.TotalCount, found.Next);
        }, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmTrace>>> TracesAsync(LlmQuery query, CancellationToken cancellationToken) =>
        Answer(Ask(LlmView.Traces, query, (tables, onDisk) =>
        {
            var reader = new TraceReader(tables);
            RefreshSums(tables);
            RowPage.Found found = RowPage.Find(_turns, () => new TraceFields(tables), query, onDisk, cancellationToken);
            List<LlmTrace> items = Items(found.Rows, tables.Traces.IsAlive, row => reader.Read(row, query.Content));
            return new LlmPage<LlmTrace>(items, found.TotalCount, found.Next);
        }, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmSession>>> SessionsAsync(LlmQuery query, CancellationToken cancellationToken) =>
        Answer(Ask(LlmView.Sessions, query, (tables, _) =>
        {
            RefreshSums(tables);
            var sessions = new SessionQuery(tables, _turns);
            LlmPage<LlmSession> page = sessions.Page(query, cancellationToken);
            return page with { Items = sessions.WithPeople(page.Items, cancellationToken) };
        }, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmScore>>> ScoresAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        using (_turns.EnterToRead())
        {
            return Answer(ScoreListing().Page(Scores(), query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmObservation?> ObservationAsync(string id, string? traceId, CancellationToken cancellationToken)
    {
        using (_turns.EnterToRead())
        {
            int row = _tables.FindObservation(id, traceId);
            return ValueTask.FromResult(
                row >= 0 && _tables.Observations.IsAlive(row) ? new ObservationReader(_tables).Read(row, LlmContent.All) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmTrace?> TraceAsync(string id, CancellationToken cancellationToken)
    {
        using (_turns.EnterToRead())
        {
            int row = _tables.Traces.Find(id);
            if (row < 0 || !_tables.Traces.IsAlive(row))
            {
                return ValueTask.FromResult<LlmTrace?>(null);
            }

            _tables.Sums.Refresh(row);
            return ValueTask.FromResult<LlmTrace?>(new TraceReader(_tables).Read(row, LlmContent.All));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmScore?> ScoreAsync(string id, CancellationToken cancellationToken)
    {
        using (_turns.EnterToRead())
        {
            return ValueTask.FromResult(_tables.Scores.GetValueOrDefault(id)?.Score);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<LlmGroup>>> AggregateAsync(LlmAggregation aggregation, CancellationToken cancellationToken)
    {
        bool ofRows = aggregation.View is LlmView.Observations or LlmView.Traces;
        return Answer(Ask(
            aggregation.View, ofRows ? aggregation.Filter : new LlmQuery(), (tables, onDisk) => Aggregate(aggregation, tables, onDisk, cancellationToken),
            cancellationToken));
    }

    /// <summary>One maintenance step: group sync, retention, free space, sums of traces that changed. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        if (_pages.ReadFailure is null)
        {
            LlmTables tables = BeginReading();
            try
            {
                RefreshSums(tables);
            }
            finally
            {
                EndReading(tables);
            }
        }

        return _log.RunOnceAsync(cancellationToken);
    }

    /// <summary>
    /// Makes blocks of full segments, deletes blocks that are too old, and rewrites one of which little is in use. To be called about
    /// once a second, apart from <see cref="RunOnceAsync"/>, because it can take seconds.
    /// </summary>
    /// <exception cref="IOException">The disk is full or failing; nothing is lost, and the next call tries again.</exception>
    public async ValueTask BuildBlocksAsync(CancellationToken cancellationToken)
    {
        if (_pages.ReadFailure is { } failure)
        {
            throw new StoreUnavailableException(failure); // Rows may be incomplete: what is written of them would stay.
        }

        EndSegmentOfDeleted();
        await _blocks.CutAsync(_log, () => _tables, PageBehind, cancellationToken).ConfigureAwait(false);
        await _blocks.CleanAsync(_log, () => _tables, RebuildIfWasteful, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes blocks of everything that is in memory.</summary>
    /// <exception cref="IOException">The disk is full or failing; nothing is lost.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        _log.EndSegment();
        return BuildBlocksAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync().ConfigureAwait(false);
        _blocks.Dispose();
        _pages.Dispose();
    }

    bool IWalReader.IsReplaced(long segment) => _blocks.ReplacedSegments.Contains(segment);

    long IWalReader.NewestReplacedSegment => _blocks.NewestSegment;

    long IWalReader.ReadRecord(in WalRecord record)
    {
        switch (record.Type)
        {
            case Version1Type:
                LlmBatch batch = RecordV1.Read(record.Payload);
                var converted = new ByteWriter();
                _record.Write(converted, batch, pricing: null);
                Apply(converted.Written, record.Segment);
                return ReportCheck.NewestMs(batch);
            case BatchType:
                long newestNs = _record.Check(record.Payload);
                Apply(record.Payload, record.Segment);
                return newestNs == long.MinValue ? newestNs : newestNs / NsPerMs;
            default:
                throw new InvalidDataException($"unknown record type {record.Type}");
        }
    }

    void IWalReader.ForgetSegment(long segment)
    {
        _tables.Forget(PageBehind(segment));
        _segmentPages.RemoveAll(pages => pages.Segment <= segment);
    }

    /// <summary>
    /// Ends the segment that the log is in when deletions are in it for long enough: the block that it becomes leaves out what they delete, and older
    /// blocks are to.
    /// </summary>
    private void EndSegmentOfDeleted()
    {
        lock (_log.Lock)
        {
            if (_holdsDeleted && _log.NowMs - (_holdsDeletedSinceMs ??= _log.NowMs) >= _blockOptions.DeletedInLog.TotalMilliseconds)
            {
                _holdsDeleted = false;
                _holdsDeletedSinceMs = null;
                _log.EndSegment();
                _blocks.Sweep();
            }
        }
    }

    private void RebuildIfWasteful()
    {
        ObservationRows rows = _tables.Observations;
        if (rows.RemovedCount >= _blockOptions.RemovedRows && rows.RemovedCount > rows.AliveCount)
        {
            LlmTables old = _tables;
            Volatile.Write(ref _tables, old.Rebuilt());
            old.Replaced();
        }
    }

    private void OpenBlocks(StoreOptions options, StoreLog log)
    {
        string scratch = Path.Combine(log.Directory, "rows.scratch");
        _pages = new RowPages(options, scratch, _blockOptions.RowBytes, _blockOptions.RefuseRowBytes, log.AllWarnings);
        _blocks = new LlmBlocks(options, _blockOptions, Path.Combine(log.Directory, "blocks"), log.AllWarnings);
        _tables = new LlmTables(_blocks.Read, new ReportArena(), _pages);
        _blocks.Open(_tables);
    }

    /// <summary>First page of the head that holds nothing of a segment or an older one.</summary>
    private int PageBehind(long segment)
    {
        lock (_log.Lock)
        {
            int next = _segmentPages.FindIndex(pages => pages.Segment > segment);
            if (next >= 0)
            {
                return _segmentPages[next].FirstPage;
            }

            _tables.Head.SealPage();
            return _tables.Head.NextPage;
        }
    }

    /// <summary>
    /// More data came than blocks were made of: the sender waits for one, so that memory stays bounded. When none can be written, because the
    /// disk is full, it is told to come again.
    /// </summary>
    private async ValueTask<AppendResult> AppendBehindBlocksAsync(LlmBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException(
                $"cannot write a block of model calls in {_log.Directory}: {e.Message}; free disk space, data is taken again as soon as writing works", e);
        }

        return await AppendAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    private AppendResult Append(LlmBatch batch)
    {
        _log.BeginAppend();
        if (_pages.RefuseReason is { } reason)
        {
            throw new StoreUnavailableException(reason);
        }

        AppendResult result = _check.Clean(batch, _log.NowMs);
        if (batch.Count > 0)
        {
            int payload = _log.Record.Length;
            _record.Write(_log.Record, batch, _pricing);
            _log.Commit(BatchType, ReportCheck.NewestMs(batch));
            Apply(_log.Record.Written[payload..], _log.Segment);
        }

        _log.Count(result.AcceptedCount, result.FirstReason, result.RejectedCount);
        return result;
    }

    private void Apply(ReadOnlySpan<byte> payload, long segment)
    {
        if (_segmentPages.Count == 0 || _segmentPages[^1].Segment != segment)
        {
            _segmentPages.Add((segment, _tables.Head.SkipPage())); // A deletion may come first: the empty page is of this segment too.
        }

        int position = 0;
        while (BatchRecord.Next(payload, ref position, out ReportKind kind, out ReadOnlySpan<byte> report))
        {
            _tables.Add(kind, report);
            _holdsDeleted |= kind is ReportKind.DeleteTrace or ReportKind.DeleteScore;
        }

        _pages.Trim();
    }

    private void RefreshSums(LlmTables tables)
    {
        for (bool isFresh = false; !isFresh;)
        {
            using (_turns.EnterToRead())
            {
                isFresh = tables.Sums.RefreshSome(maxRows: 8_192);
            }
        }
    }

    /// <summary>Reads rows that were found, but for those that are gone since.</summary>
    private List<T> Items<T>(List<int> rows, Predicate<int> isAlive, Func<int, T> read)
    {
        var items = new List<T>(rows.Count);
        foreach (int row in rows)
        {
            using (_turns.EnterToRead())
            {
                if (isAlive(row))
                {
                    items.Add(read(row));
                }
            }
        }

        return items;
    }

    /// <summary>
    /// Asks, and asks again when the tables were exchanged meanwhile: fresh tables number their rows anew. Where conditions are on content, the rows
    /// that satisfy them are found before.
    /// </summary>
    private T Ask<T>(LlmView view, LlmQuery query, Func<LlmTables, IRowTest?, T> ask, CancellationToken cancellationToken)
    {
        while (true)
        {
            LlmTables tables = BeginReading();
            try
            {
                HashSet<int>? onDisk = ContentSearch.Find(_turns, tables, view, query, cancellationToken);
                T answer = ask(tables, onDisk is null ? null : new RowTest(onDisk.Contains));
                if (ReferenceEquals(tables, Volatile.Read(ref _tables)))
                {
                    return answer;
                }
            }
            finally
            {
                EndReading(tables);
            }
        }
    }

    private LlmTables BeginReading()
    {
        using (_turns.EnterToRead())
        {
            _tables.BeginReading();
            return _tables;
        }
    }

    private void EndReading(LlmTables tables)
    {
        using (_turns.EnterToRead())
        {
            tables.EndReading();
        }
    }

    private IReadOnlyList<LlmGroup> Aggregate(LlmAggregation aggregation, LlmTables tables, IRowTest? onDisk, CancellationToken cancellationToken)
    {
        switch (aggregation.View)
        {
            case LlmView.Observations:
                Repricing? repricing = aggregation.RepriceAs is { } model ? new Repricing(tables, _prices.Prices, model) : null;
                return RowGroups.Of(_turns, () => new ObservationFields(tables, repricing), aggregation, onDisk, cancellationToken);
            case LlmView.Traces:
                RefreshSums(tables);
                return RowGroups.Of(_turns, () => new TraceFields(tables), aggregation, onDisk, cancellationToken);
            case LlmView.Sessions:
                RefreshSums(tables);
                return Grouping.Of(new SessionQuery(tables, _turns).Find(aggregation.Filter, cancellationToken), aggregation, ItemFields.Text, ItemFields.Number);
            default:
                using (_turns.EnterToRead())
                {
                    var scores = new ScoreFields(tables);
                    return Grouping.Of(
                        ScoreListing().Matching(Scores(), aggregation.Filter), aggregation, (score, field) => scores.Text(score, field, null), ItemFields.Number);
                }
        }
    }

    private Listing<LlmScore> ScoreListing()
    {
        var fields = new ScoreFields(_tables);
        return new Listing<LlmScore>(LlmView.Scores, static s => s.Id, fields.Text, ItemFields.Number, fields.Tags);
    }

    private IEnumerable<LlmScore> Scores()
    {
        foreach (ScoreRow row in _tables.Scores.Values)
        {
            yield return row.Score;
        }
    }

    private ValueTask<Answer<T>> Answer<T>(T value) => ValueTask.FromResult(new Answer<T>(value, _log.Warnings));
}
