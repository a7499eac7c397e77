using System.Text;
using Tta.Model;
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
    private readonly LlmTables _tables;
    private readonly ObservationPricing _pricing;
    private readonly List<(long Segment, int FirstPage)> _segmentPages = []; // First page of the head that each segment filled.
    private readonly StoreLog _log;

    private LlmStore(StoreOptions options, IPriceSource prices)
    {
        _prices = prices;
        _check = new ReportCheck(options);
        _tables = new LlmTables(static _ => []);
        _pricing = new ObservationPricing(prices, _tables);
        _log = new StoreLog(options, Signal.Llm, "llm", this);
    }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                return _log.Status(_tables.Observations.AliveCount, _tables.Traces.Count);
            }
        }
    }

    /// <summary>Opens the store and reads its log.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="prices">Prices of calls whose sender gives no cost; default: the shipped list.</param>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static LlmStore Open(StoreOptions options, IPriceSource? prices = null) => new(options, prices ?? ShippedPrices.Instance);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(LlmBatch batch, CancellationToken cancellationToken)
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
    public ValueTask<Answer<LlmPage<LlmObservation>>> ObservationsAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            var reader = new ObservationReader(_tables);
            RowPage.Found found = RowPage.Find(new ObservationFields(_tables), query, OnDisk(reader), cancellationToken);
            var items = new List<LlmObservation>(found.Rows.Count);
            foreach (int row in found.Rows)
            {
                items.Add(reader.Read(row, query.Content));
            }

            return Answer(new LlmPage<LlmObservation>(items, found.TotalCount, found.Next));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmTrace>>> TracesAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            var reader = new TraceReader(_tables);
            var fields = new TraceFields(_tables);
            RowPage.Found found = RowPage.Find(fields, query, OnDisk(reader, fields), cancellationToken);
            var items = new List<LlmTrace>(found.Rows.Count);
            foreach (int row in found.Rows)
            {
                items.Add(reader.Read(row, fields.Sums, query.Content));
            }

            return Answer(new LlmPage<LlmTrace>(items, found.TotalCount, found.Next));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmSession>>> SessionsAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            var sessions = new SessionQuery(_tables);
            var listing = new Listing<LlmSession>(
                LlmView.Sessions, static s => s.Id, static (s, field, _) => ItemFields.Text(s, field), ItemFields.Number, static _ => []);
            LlmQuery rest = query with { Conditions = [], StartNs = long.MinValue, EndNs = long.MaxValue };
            LlmPage<LlmSession> page = listing.Page(sessions.Find(query, cancellationToken), rest);
            return Answer(page with { Items = sessions.WithPeople(page.Items) });
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmScore>>> ScoresAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return Answer(ScoreListing().Page(Scores(), query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmObservation?> ObservationAsync(string id, string? traceId, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            int row = _tables.FindObservation(Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(traceId ?? ""));
            return ValueTask.FromResult(
                row >= 0 && _tables.Observations.IsAlive(row) ? new ObservationReader(_tables).Read(row, LlmContent.All) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmTrace?> TraceAsync(string id, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            int row = _tables.Traces.Find(id);
            return ValueTask.FromResult(
                row >= 0 && _tables.Traces.IsAlive(row) ? new TraceReader(_tables).Read(row, new TraceSums(_tables), LlmContent.All) : null);
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmScore?> ScoreAsync(string id, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(_tables.Scores.GetValueOrDefault(id)?.Score);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<LlmGroup>>> AggregateAsync(LlmAggregation aggregation, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return Answer(Aggregate(aggregation, cancellationToken));
        }
    }

    /// <summary>One maintenance step: group sync, retention, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

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
        int next = _segmentPages.FindIndex(pages => pages.Segment > segment);
        _tables.Head.SealPage();
        _tables.Forget(next < 0 ? _tables.Head.NextPage : _segmentPages[next].FirstPage);
        _segmentPages.RemoveAll(pages => pages.Segment <= segment);
    }

    private AppendResult Append(LlmBatch batch)
    {
        _log.BeginAppend();
        LlmBatch accepted = _check.Accepted(batch, _log.NowMs, out AppendResult result);
        if (accepted.Count > 0)
        {
            int payload = _log.Record.Length;
            _record.Write(_log.Record, accepted, _pricing);
            _log.Commit(BatchType, ReportCheck.NewestMs(accepted));
            Apply(_log.Record.Written[payload..], _log.Segment);
        }

        _log.Count(result.AcceptedCount, result.FirstReason, result.RejectedCount);
        return result;
    }

    private void Apply(ReadOnlySpan<byte> payload, long segment)
    {
        if (_segmentPages.Count == 0 || _segmentPages[^1].Segment != segment)
        {
            _tables.Head.SealPage();
            _segmentPages.Add((segment, _tables.Head.NextPage));
        }

        int position = 0;
        while (BatchRecord.Next(payload, ref position, out ReportKind kind, out ReadOnlySpan<byte> report))
        {
            _tables.Add(kind, report);
        }
    }

    private IReadOnlyList<LlmGroup> Aggregate(LlmAggregation aggregation, CancellationToken cancellationToken)
    {
        switch (aggregation.View)
        {
            case LlmView.Observations:
                Repricing? repricing = aggregation.RepriceAs is { } model ? new Repricing(_tables, _prices.Prices, model) : null;
                return RowGroups.Of(new ObservationFields(_tables, repricing), aggregation, OnDisk(new ObservationReader(_tables)), cancellationToken);
            case LlmView.Traces:
                var fields = new TraceFields(_tables);
                return RowGroups.Of(fields, aggregation, OnDisk(new TraceReader(_tables), fields), cancellationToken);
            case LlmView.Sessions:
                return Grouping.Of(new SessionQuery(_tables).Find(aggregation.Filter, cancellationToken), aggregation, ItemFields.Text, ItemFields.Number);
            default:
                var scores = new ScoreFields(_tables);
                return Grouping.Of(
                    ScoreListing().Matching(Scores(), aggregation.Filter), aggregation, (score, field) => scores.Text(score, field, null), ItemFields.Number);
        }
    }

    private static Func<int, IReadOnlyList<LlmCondition>, bool> OnDisk(ObservationReader reader) => (row, conditions) =>
    {
        LlmObservation item = reader.Read(row, LlmContent.All);
        return HoldsAll(conditions, condition => ItemFields.Text(item, condition.Field, condition.Key));
    };

    private static Func<int, IReadOnlyList<LlmCondition>, bool> OnDisk(TraceReader reader, TraceFields fields) => (row, conditions) =>
    {
        LlmTrace item = reader.Read(row, fields.Sums, LlmContent.All);
        return HoldsAll(conditions, condition => ItemFields.Text(item, condition.Field, condition.Key));
    };

    private static bool HoldsAll(IReadOnlyList<LlmCondition> conditions, Func<LlmCondition, string?> text)
    {
        foreach (LlmCondition condition in conditions)
        {
            if (!TextTest.Holds(condition, text(condition)))
            {
                return false;
            }
        }

        return true;
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
