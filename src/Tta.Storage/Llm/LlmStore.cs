using Tta.Model;
using Tta.Storage.Llm.Queries;
using Tta.Storage.Llm.Reports;
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

    private static readonly Listing<LlmObservation> s_observations = new(LlmView.Observations, ItemFields.Text, ItemFields.Number, static o => o.Tags);
    private static readonly Listing<LlmTrace> s_traces = new(LlmView.Traces, ItemFields.Text, ItemFields.Number, static t => t.Tags);
    private static readonly Listing<LlmScore> s_scores = new(LlmView.Scores, ItemFields.Text, ItemFields.Number, static _ => []);
    private static readonly Listing<LlmSession> s_sessions =
        new(LlmView.Sessions, static (s, field, _) => ItemFields.Text(s, field), ItemFields.Number, static _ => []);

    private readonly ReportCheck _check;
    private readonly BatchRecord _record = new();
    private readonly LlmHead _head = new();
    private readonly StoreLog _log;

    private LlmStore(StoreOptions options)
    {
        _check = new ReportCheck(options);
        _log = new StoreLog(options, Signal.Llm, "llm", this);
    }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                return _log.Status(_head.ObservationCount, _head.TraceCount);
            }
        }
    }

    /// <summary>Opens the store and reads its log.</summary>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static LlmStore Open(StoreOptions options) => new(options);

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
            return Answer(s_observations.Page(_head.Observations(), query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmTrace>>> TracesAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return Answer(s_traces.Page(_head.Traces(), query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmSession>>> SessionsAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return Answer(s_sessions.Page(SessionSums.Of(_head.Traces(), _head.Observations()), query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<LlmPage<LlmScore>>> ScoresAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return Answer(s_scores.Page(_head.Scores(), query));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmObservation?> ObservationAsync(string id, string? traceId, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(_head.Observation(id, traceId));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmTrace?> TraceAsync(string id, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(_head.TraceOrNull(id));
        }
    }

    /// <inheritdoc/>
    public ValueTask<LlmScore?> ScoreAsync(string id, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(_head.Score(id));
        }
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<LlmGroup>>> AggregateAsync(LlmAggregation aggregation, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            IReadOnlyList<LlmGroup> groups = aggregation.View switch
            {
                LlmView.Observations => Grouping.Of(s_observations.Matching(_head.Observations(), aggregation.Filter), aggregation, Text, ItemFields.Number),
                LlmView.Traces => Grouping.Of(s_traces.Matching(_head.Traces(), aggregation.Filter), aggregation, Text, ItemFields.Number),
                LlmView.Sessions => Grouping.Of(
                    s_sessions.Matching(SessionSums.Of(_head.Traces(), _head.Observations()), aggregation.Filter), aggregation, ItemFields.Text, ItemFields.Number),
                _ => Grouping.Of(s_scores.Matching(_head.Scores(), aggregation.Filter), aggregation, static (s, f) => ItemFields.Text(s, f), ItemFields.Number),
            };
            return Answer(groups);
        }

        static string? Text<T>(T item, LlmField field) => item switch
        {
            LlmObservation o => field == LlmField.Tags ? string.Join(',', o.Tags) : ItemFields.Text(o, field),
            LlmTrace t => field == LlmField.Tags ? string.Join(',', t.Tags) : ItemFields.Text(t, field),
            _ => null,
        };
    }

    /// <summary>One maintenance step: group sync, retention, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    long IWalReader.ReadRecord(in WalRecord record)
    {
        LlmBatch batch = record.Type switch
        {
            Version1Type => RecordV1.Read(record.Payload),
            BatchType => _record.Read(record.Payload),
            _ => throw new InvalidDataException($"unknown record type {record.Type}"),
        };
        _head.Apply(batch, record.Segment);
        return ReportCheck.NewestMs(batch);
    }

    void IWalReader.ForgetSegment(long segment) => _head.Forget(segment);

    private AppendResult Append(LlmBatch batch)
    {
        _log.BeginAppend();
        LlmBatch accepted = _check.Accepted(batch, _log.NowMs, out AppendResult result);
        if (accepted.Count > 0)
        {
            _record.Write(_log.Record, accepted);
            _log.Commit(BatchType, ReportCheck.NewestMs(accepted));
            _head.Apply(accepted, _log.Segment);
        }

        _log.Count(result.AcceptedCount, result.FirstReason, result.RejectedCount);
        return result;
    }

    private ValueTask<Answer<T>> Answer<T>(T value) => ValueTask.FromResult(new Answer<T>(value, _log.Warnings));
}
