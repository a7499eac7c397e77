using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.Server.Ingest;
using Tta.Wire;
using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>Stores Exports: spans (and the model calls among them), samples, log entries. Thread-safe.</summary>
internal sealed class OtlpIngest : IOtlpReceiver
{
    private readonly Appenders _stores;
    private readonly PushedInstances _pushed;
    private readonly TimeProvider _time;
    private readonly SpanMetricsGenerator? _spanMetrics;
    private readonly LlmCalls _calls;
    private readonly BatchPool<SpanBatch> _spans = new(b => b.Arena.Length, b => b.Clear());
    private readonly BatchPool<MetricBatch> _metrics = new(b => b.Arena.Length, b => b.Clear());
    private readonly BatchPool<LogBatch> _logs = new(b => b.Arena.Length, b => b.Clear());
    private readonly Func<SpanBatch, CancellationToken, ValueTask<AppendResult>> _appendSpans;
    private readonly Func<MetricBatch, CancellationToken, ValueTask<AppendResult>> _appendSamples;
    private readonly Func<LogBatch, CancellationToken, ValueTask<AppendResult>> _appendEntries;

    public OtlpIngest(Intake intake, Appenders stores, PushedInstances pushed, TimeProvider time, SpanMetricsGenerator? spanMetrics = null)
    {
        Intake = intake;
        _stores = stores;
        _pushed = pushed;
        _time = time;
        _spanMetrics = spanMetrics;
        _calls = new LlmCalls(stores.LlmOfStoredSpans, intake.Meter);
        _appendSpans = AppendAsync;
        _appendSamples = AppendAsync;
        _appendEntries = AppendAsync;
    }

    public Intake Intake { get; }

    public IngestOrigin OriginOf(OtlpSignal signal, string protocol) => new(
        signal switch
        {
            OtlpSignal.Traces => IngestSignal.Traces,
            OtlpSignal.Metrics => IngestSignal.Metrics,
            _ => IngestSignal.Logs,
        },
        protocol);

    public ValueTask<IngestResult> ExportAsync(OtlpRequest request, RequestBody body, CancellationToken cancellationToken)
    {
        IngestOrigin origin = OriginOf(request.Signal, request.Protocol);
        string encoding = request.ContentEncoding;
        bool isJson = request.IsJson;
        return request.Signal switch
        {
            OtlpSignal.Traces => Intake.ReceiveAsync(origin, encoding, body, _spans, isJson ? TracesJson : TracesProtobuf, _appendSpans, cancellationToken),
            OtlpSignal.Metrics => Intake.ReceiveAsync(origin, encoding, body, _metrics, isJson ? MetricsJson : MetricsProtobuf, _appendSamples, cancellationToken),
            _ => Intake.ReceiveAsync(origin, encoding, body, _logs, isJson ? LogsJson : LogsProtobuf, _appendEntries, cancellationToken),
        };
    }

    private DecodeResult TracesJson(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeJson(body, Intake.Limits, into);

    private DecodeResult TracesProtobuf(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeProtobuf(body, Intake.Limits, into);

    private DecodeResult MetricsJson(ReadOnlySpan<byte> body, MetricBatch into) =>
        OtlpMetrics.DecodeJson(body, Intake.Limits, OtlpMetricsOptions.Default, into);

    private DecodeResult MetricsProtobuf(ReadOnlySpan<byte> body, MetricBatch into) =>
        OtlpMetrics.DecodeProtobuf(body, Intake.Limits, OtlpMetricsOptions.Default, into);

    private DecodeResult LogsJson(ReadOnlySpan<byte> body, LogBatch into) => OtlpLogs.DecodeJson(body, Intake.Limits, into, NowNs());

    private DecodeResult LogsProtobuf(ReadOnlySpan<byte> body, LogBatch into) => OtlpLogs.DecodeProtobuf(body, Intake.Limits, into, NowNs());

    private async ValueTask<AppendResult> AppendAsync(SpanBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Spans.Count == 0)
        {
            return default;
        }

        AppendResult appended = await _stores.Traces.AppendAsync(batch, cancellationToken);
        _spanMetrics?.Observe(batch);
        await _calls.StoreAsync(batch, cancellationToken);
        return appended;
    }

    private async ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Samples.Count == 0)
        {
            return default;
        }

        AppendResult appended = await _stores.Metrics.AppendAsync(batch, cancellationToken);
        _pushed.Note(batch);
        return appended;
    }

    private ValueTask<AppendResult> AppendAsync(LogBatch batch, CancellationToken cancellationToken) =>
        batch.Entries.Count == 0 ? default : _stores.Logs.AppendAsync(batch, cancellationToken);

    private long NowNs() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
