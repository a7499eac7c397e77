using System.Text.Json;
using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm;

/// <summary>
/// The embedded store of model calls: prompts and completions live here and nowhere else. Thread-safe. A report of a known call is
/// merged into it, and what is logged is the merged call: the last record of a call is complete.
/// </summary>
public sealed class LlmStore : ILlmAppender, ILlmSource, IWalReader, IAsyncDisposable
{
    private const byte RecordType = 1;
    private const long NsPerMs = 1_000_000;

    private readonly StoreOptions _options;
    private readonly LlmHead _head = new();
    private readonly StoreLog _log;

    private LlmStore(StoreOptions options)
    {
        _options = options;
        _log = new StoreLog(options, Signal.Llm, "llm", this);
    }

    /// <summary>State of the store now.</summary>
    public StoreStatus Status
    {
        get
        {
            lock (_log.Lock)
            {
                return _log.Status(_head.Count, _head.Count);
            }
        }
    }

    /// <summary>Opens the store and reads its log.</summary>
    /// <exception cref="IOException">The directory cannot be used, for example because another process holds it.</exception>
    /// <exception cref="InvalidDataException">The log was written by a newer version.</exception>
    public static LlmStore Open(StoreOptions options) => new(options);

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(IReadOnlyList<LlmObservation> observations, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        AppendResult result;
        long position;
        lock (_log.Lock)
        {
            result = Append(observations);
            position = _log.Position;
        }

        return _log.AcknowledgeAsync(result, position, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<Answer<IReadOnlyList<LlmObservation>>> FindAsync(LlmQuery query, CancellationToken cancellationToken)
    {
        List<LlmObservation> found;
        lock (_log.Lock)
        {
            found = _head.Find(query);
        }

        bool truncated = query.Limit > 0 && found.Count > query.Limit;
        return ValueTask.FromResult(new Answer<IReadOnlyList<LlmObservation>>(
            truncated ? found.GetRange(0, query.Limit) : found, _log.Warnings, truncated));
    }

    /// <inheritdoc/>
    public ValueTask<LlmObservation?> GetAsync(TraceId traceId, SpanId spanId, CancellationToken cancellationToken)
    {
        lock (_log.Lock)
        {
            return ValueTask.FromResult(_head.Find(traceId, spanId));
        }
    }

    /// <summary>One maintenance step: group sync, retention, free space. To be called about once a second.</summary>
    public ValueTask RunOnceAsync(CancellationToken cancellationToken) => _log.RunOnceAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _log.DisposeAsync();

    long IWalReader.ReadRecord(in WalRecord record)
    {
        if (record.Type != RecordType)
        {
            throw new InvalidDataException($"unknown record type {record.Type}");
        }

        long newestNs = long.MinValue;
        foreach (LlmObservation call in Parse(record.Payload))
        {
            _head.Set(call, record.Segment);
            newestNs = Math.Max(newestNs, call.StartNs);
        }

        return newestNs / NsPerMs;
    }

    void IWalReader.ForgetSegment(long segment) => _head.Forget(segment);

    private static List<LlmObservation> Parse(ReadOnlySpan<byte> payload)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, LlmJson.Default.ListLlmObservation) ?? [];
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"a record of model calls is malformed: {e.Message}", e);
        }
    }

    private AppendResult Append(IReadOnlyList<LlmObservation> observations)
    {
        _log.BeginAppend();
        int rejected = 0;
        RejectReason firstReason = RejectReason.None;
        long newestNs = long.MinValue;
        var merged = new Dictionary<(TraceId, SpanId), LlmObservation>();
        foreach (LlmObservation report in observations)
        {
            RejectReason reason = Check(report);
            if (reason != RejectReason.None)
            {
                rejected++;
                firstReason = firstReason == RejectReason.None ? reason : firstReason;
                _log.Count(0, reason, 1);
                continue;
            }

            (TraceId, SpanId) key = (report.TraceId, report.SpanId);
            LlmObservation? known = merged.GetValueOrDefault(key) ?? _head.Find(report.TraceId, report.SpanId);
            merged[key] = known?.MergedWith(report) ?? report;
            newestNs = Math.Max(newestNs, report.StartNs);
        }

        if (merged.Count > 0)
        {
            List<LlmObservation> calls = [.. merged.Values];
            _log.Record.WriteRaw(JsonSerializer.SerializeToUtf8Bytes(calls, LlmJson.Default.ListLlmObservation));
            _log.Commit(RecordType, newestNs / NsPerMs);
            foreach (LlmObservation call in calls)
            {
                _head.Set(call, _log.Segment);
            }
        }

        int accepted = observations.Count - rejected;
        _log.Count(accepted, RejectReason.None, 0);
        string? message = firstReason switch
        {
            RejectReason.None => null,
            RejectReason.InvalidId => "a model call has an all-zero trace or span id",
            RejectReason.TooFarInFuture =>
                $"a model call starts further ahead of the clock than limits.future_window ({_options.Limits.FutureWindow})",
            _ => $"a model call is older than the retention ({_options.RetentionTime})",
        };
        return new AppendResult(accepted, rejected, firstReason, message);
    }

    private RejectReason Check(LlmObservation report)
    {
        if (!report.TraceId.IsValid || !report.SpanId.IsValid)
        {
            return RejectReason.InvalidId;
        }

        long startMs = report.StartNs / NsPerMs;
        if (startMs > _log.NowMs + (long)_options.Limits.FutureWindow.TotalMilliseconds)
        {
            return RejectReason.TooFarInFuture;
        }

        bool isTooOld = report.StartNs > 0 && startMs < _log.NowMs - (long)_options.RetentionTime.TotalMilliseconds;
        return isTooOld ? RejectReason.TooOld : RejectReason.None;
    }
}
