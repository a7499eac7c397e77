using Tta.Model;

namespace Tta.Storage.Llm.Reports;

/// <summary>What the store refuses, report by report.</summary>
internal sealed class ReportCheck(StoreOptions options)
{
    private const int MaxIdLength = 800;
    private const long NsPerMs = 1_000_000;

    private readonly long _futureMs = (long)options.Limits.FutureWindow.TotalMilliseconds;
    private readonly long _retentionMs = (long)options.RetentionTime.TotalMilliseconds;

    /// <summary>Takes out of a batch what may not be stored.</summary>
    public AppendResult Clean(LlmBatch batch, long nowMs)
    {
        int rejected = 0;
        RejectReason first = RejectReason.None;
        Keep(batch.Traces, change => Time(change.TimestampNs, nowMs, Id(change.Id)));
        Keep(batch.Observations, change => Check(change, nowMs));
        Keep(batch.Scores, change => Time(change.TimestampNs, nowMs, change.Name.Length == 0 ? RejectReason.Malformed : Id(change.Id)));
        Keep(batch.DeletedTraceIds, Id);
        Keep(batch.DeletedScoreIds, Id);
        return new AppendResult(batch.Count, rejected, first, Message(first));

        void Keep<T>(List<T> items, Func<T, RejectReason> check) => rejected += items.RemoveAll(item =>
        {
            RejectReason reason = check(item);
            first = first == RejectReason.None ? reason : first;
            return reason != RejectReason.None;
        });
    }

    /// <summary>Time of the newest thing that a batch reports, Unix ms, or <see cref="long.MinValue"/>.</summary>
    public static long NewestMs(LlmBatch batch)
    {
        long newestNs = long.MinValue;
        foreach (LlmTraceChange change in batch.Traces)
        {
            newestNs = Math.Max(newestNs, change.TimestampNs ?? change.EventNs);
        }

        foreach (LlmObservationChange change in batch.Observations)
        {
            newestNs = Math.Max(newestNs, change.StartNs ?? change.EventNs);
        }

        foreach (LlmScoreChange change in batch.Scores)
        {
            newestNs = Math.Max(newestNs, change.TimestampNs ?? change.EventNs);
        }

        return newestNs == long.MinValue ? long.MinValue : newestNs / NsPerMs;
    }

    private static RejectReason Id(string id) =>
        id.Length is >= 1 and <= MaxIdLength && !id.Contains('\r', StringComparison.Ordinal) ? RejectReason.None : RejectReason.InvalidId;

    private RejectReason Check(LlmObservationChange change, long nowMs)
    {
        RejectReason reason = Id(change.Id);
        if (reason == RejectReason.None && change.TraceId is not null)
        {
            reason = Id(change.TraceId);
        }

        foreach (long units in change.UsageDetails?.Values ?? [])
        {
            reason = units < 0 ? RejectReason.Malformed : reason;
        }

        foreach (decimal cost in change.CostDetails?.Values ?? [])
        {
            reason = cost < 0 ? RejectReason.Malformed : reason;
        }

        return Time(change.StartNs, nowMs, reason);
    }

    private RejectReason Time(long? timeNs, long nowMs, RejectReason reason)
    {
        if (reason != RejectReason.None || timeNs is not { } ns)
        {
            return reason;
        }

        long ms = ns / NsPerMs;
        return ms > nowMs + _futureMs ? RejectReason.TooFarInFuture
            : ns > 0 && ms < nowMs - _retentionMs ? RejectReason.TooOld
            : RejectReason.None;
    }

    private string? Message(RejectReason reason) => reason switch
    {
        RejectReason.None => null,
        RejectReason.InvalidId => $"an id is empty, longer than {MaxIdLength} characters, or has a line break",
        RejectReason.Malformed => "a score has no name, or units or costs are negative",
        RejectReason.TooFarInFuture => $"a report lies further ahead of the clock than limits.future_window ({options.Limits.FutureWindow})",
        _ => $"a report is older than the retention ({options.RetentionTime})",
    };
}
