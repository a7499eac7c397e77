using Tta.Model;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Ingest;

/// <summary>Counts what came in, by signal and protocol, and logs what was refused. Thread-safe.</summary>
internal sealed class IngestMeter(ServerMetrics metrics, RejectionLog log)
{
    private long _spans;
    private long _samples;
    private long _logs;
    private long _llmCalls;

    /// <summary>Items stored since the start of the process.</summary>
    public IngestTotals Totals => new(
        Interlocked.Read(ref _spans), Interlocked.Read(ref _samples), Interlocked.Read(ref _logs), Interlocked.Read(ref _llmCalls));

    public void Accepted(IngestSignal signal, string protocol, long count)
    {
        if (count == 0)
        {
            return;
        }

        metrics.Accepted(Text(signal), protocol).Add(count);
        Interlocked.Add(ref TotalOf(signal), count);
    }

    public void Rejected(IngestSignal signal, string protocol, RejectReason reason, long count, string? message)
    {
        if (count == 0)
        {
            return;
        }

        metrics.Rejected(Text(signal), protocol, Text(reason)).Add(count);
        log.Add(Text(signal), protocol, reason, count, message);
    }

    /// <summary>Counts what a store did with a batch.</summary>
    public void Add(IngestSignal signal, string protocol, in AppendResult result)
    {
        Accepted(signal, protocol, result.AcceptedCount);
        Rejected(signal, protocol, result.FirstReason, result.RejectedCount, result.Message);
    }

    private static string Text(IngestSignal signal) => signal switch
    {
        IngestSignal.Traces => "traces",
        IngestSignal.Metrics => "metrics",
        IngestSignal.Logs => "logs",
        _ => "llm",
    };

    private static string Text(RejectReason reason) => reason switch
    {
        RejectReason.Malformed => "malformed",
        RejectReason.InvalidId => "invalid_id",
        RejectReason.InvalidLabels => "invalid_labels",
        RejectReason.TooOld => "too_old",
        RejectReason.TooFarInFuture => "too_far_in_future",
        RejectReason.DuplicateTimestamp => "duplicate_timestamp",
        RejectReason.SeriesLimit => "series_limit",
        RejectReason.LabelLimit => "label_limit",
        RejectReason.TooLarge => "too_large",
        RejectReason.TooDeep => "too_deep",
        RejectReason.Unsupported => "unsupported",
        _ => "other",
    };

    private ref long TotalOf(IngestSignal signal)
    {
        switch (signal)
        {
            case IngestSignal.Traces:
                return ref _spans;
            case IngestSignal.Metrics:
                return ref _samples;
            case IngestSignal.Logs:
                return ref _logs;
            default:
                return ref _llmCalls;
        }
    }
}
