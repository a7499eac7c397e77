using System.Diagnostics.Metrics;

namespace Tta.Observability;

/// <summary>
/// What was sent and what was lost on the way out, so that a loss is never silent. Thread-safe. Published by the meter
/// <c>Tta.Observability</c> as <c>tta_export_sent_total</c> and <c>tta_export_dropped_total</c>.
/// </summary>
internal sealed class ExportCounters : IDisposable
{
    /// <summary>The queue in front of the exporter was full.</summary>
    public const string QueueFull = "queue_full";

    /// <summary>The receiver did not answer, or answered with an error.</summary>
    public const string ExportFailed = "export_failed";

    /// <summary>It was not fit to be sent: a label could not be freed of secrets, a score is no number.</summary>
    public const string Withheld = "withheld";

    /// <summary>A model call went out, its prompts and completions did not: too many bytes were waiting.</summary>
    public const string ContentDropped = "content_dropped";

    private static readonly string[] s_signals = ["traces", "metrics", "logs", "model_calls", "scores"];
    private static readonly string[] s_reasons = [QueueFull, ExportFailed, Withheld, ContentDropped];

    private readonly long[] _sent = new long[s_signals.Length];
    private readonly long[] _dropped = new long[s_signals.Length * s_reasons.Length];
    private readonly Meter _meter = new(new MeterOptions(TelemetryNames.Meter) { Version = TelemetryNames.Version });

    public ExportCounters()
    {
        _meter.CreateObservableCounter("tta.export.sent", Sent, "{item}", "Spans, log records, metrics and model calls that a receiver accepted.");
        _meter.CreateObservableCounter("tta.export.dropped", Dropped, "{item}", "Spans, log records, metrics and model calls that were lost, by reason.");
    }

    public void CountSent(ExportSignal signal, long count) => Interlocked.Add(ref _sent[(int)signal], count);

    public void CountDropped(ExportSignal signal, string reason, long count = 1) => Interlocked.Add(ref _dropped[DroppedIndex(signal, reason)], count);

    public long SentCount(ExportSignal signal) => Interlocked.Read(ref _sent[(int)signal]);

    public long DroppedCount(ExportSignal signal, string reason) => Interlocked.Read(ref _dropped[DroppedIndex(signal, reason)]);

    public void Dispose() => _meter.Dispose();

    // What can happen starts at zero, so that its first increase is seen; what cannot is no series.
    private static bool CanHappen(ExportSignal signal, string reason) => reason switch
    {
        QueueFull => signal is not ExportSignal.Metrics,
        Withheld => signal is ExportSignal.Metrics or ExportSignal.Scores,
        ContentDropped => signal is ExportSignal.ModelCalls,
        _ => true,
    };

    private static int DroppedIndex(ExportSignal signal, string reason) => ((int)signal * s_reasons.Length) + Array.IndexOf(s_reasons, reason);

    private IEnumerable<Measurement<long>> Sent()
    {
        for (int i = 0; i < s_signals.Length; i++)
        {
            yield return new Measurement<long>(Interlocked.Read(ref _sent[i]), new KeyValuePair<string, object?>("signal", s_signals[i]));
        }
    }

    private IEnumerable<Measurement<long>> Dropped()
    {
        for (int i = 0; i < _dropped.Length; i++)
        {
            if (!CanHappen((ExportSignal)(i / s_reasons.Length), s_reasons[i % s_reasons.Length]))
            {
                continue;
            }

            yield return new Measurement<long>(
                Interlocked.Read(ref _dropped[i]),
                new KeyValuePair<string, object?>("signal", s_signals[i / s_reasons.Length]),
                new KeyValuePair<string, object?>("reason", s_reasons[i % s_reasons.Length]));
        }
    }
}
