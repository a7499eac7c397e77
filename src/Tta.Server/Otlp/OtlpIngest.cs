using Tta.Model;
using Tta.Server.Ingest;
using Tta.Wire;
using Tta.Wire.Otlp;

namespace Tta.Server.Otlp;

/// <summary>Stores Exports: spans (and the model calls among them), samples, log entries. Thread-safe.</summary>
internal sealed class OtlpIngest(Intake intake, Appenders stores, PushedInstances pushed, TimeProvider time) : IOtlpReceiver
{
    private readonly BatchPool<SpanBatch> _spans = new(b => b.Arena.Length, b => b.Clear());
    private readonly BatchPool<MetricBatch> _metrics = new(b => b.Arena.Length, b => b.Clear());
    private readonly BatchPool<LogBatch> _logs = new(b => b.Arena.Length, b => b.Clear());

    public Intake Intake => intake;

    public IngestSignal SignalOf(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => IngestSignal.Traces,
        OtlpSignal.Metrics => IngestSignal.Metrics,
        _ => IngestSignal.Logs,
    };

    public ValueTask<IngestResult> ExportAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        intake.ReceiveAsync(
            SignalOf(request.Signal), request.Protocol, request.ContentEncoding, body, (Ingest: this, Request: request),
            static (plain, state, token) => state.Request.Signal switch
            {
                OtlpSignal.Traces => state.Ingest.StoreTracesAsync(state.Request, plain, token),
                OtlpSignal.Metrics => state.Ingest.StoreMetricsAsync(state.Request, plain, token),
                _ => state.Ingest.StoreLogsAsync(state.Request, plain, token),
            },
            cancellationToken);

    private async ValueTask<IngestResult> StoreTracesAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        SpanBatch batch = _spans.Rent();
        try
        {
            DecodeResult decoded = request.IsJson
                ? OtlpTraces.DecodeJson(body.Span, intake.Limits, batch)
                : OtlpTraces.DecodeProtobuf(body.Span, intake.Limits, batch);
            if (decoded.Error.IsError)
            {
                return intake.Refuse(IngestSignal.Traces, request.Protocol, decoded.Error);
            }

            AppendResult appended = batch.Spans.Count == 0 ? default : await stores.Traces.AppendAsync(batch, cancellationToken);
            await LlmCalls.StoreAsync(batch, stores.Llm, intake.Meter, request.Protocol, cancellationToken);
            return intake.Stored(IngestSignal.Traces, request.Protocol, decoded, appended);
        }
        finally
        {
            _spans.Return(batch);
        }
    }

    private async ValueTask<IngestResult> StoreMetricsAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        MetricBatch batch = _metrics.Rent();
        try
        {
            DecodeResult decoded = request.IsJson
                ? OtlpMetrics.DecodeJson(body.Span, intake.Limits, OtlpMetricsOptions.Default, batch)
                : OtlpMetrics.DecodeProtobuf(body.Span, intake.Limits, OtlpMetricsOptions.Default, batch);
            if (decoded.Error.IsError)
            {
                return intake.Refuse(IngestSignal.Metrics, request.Protocol, decoded.Error);
            }

            AppendResult appended = batch.Samples.Count == 0 ? default : await stores.Metrics.AppendAsync(batch, cancellationToken);
            pushed.Note(batch);
            return intake.Stored(IngestSignal.Metrics, request.Protocol, decoded, appended);
        }
        finally
        {
            _metrics.Return(batch);
        }
    }

    private async ValueTask<IngestResult> StoreLogsAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        LogBatch batch = _logs.Rent();
        try
        {
            long nowNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
            DecodeResult decoded = request.IsJson
                ? OtlpLogs.DecodeJson(body.Span, intake.Limits, batch, nowNs)
                : OtlpLogs.DecodeProtobuf(body.Span, intake.Limits, batch, nowNs);
            if (decoded.Error.IsError)
            {
                return intake.Refuse(IngestSignal.Logs, request.Protocol, decoded.Error);
            }

            AppendResult appended = batch.Entries.Count == 0 ? default : await stores.Logs.AppendAsync(batch, cancellationToken);
            return intake.Stored(IngestSignal.Logs, request.Protocol, decoded, appended);
        }
        finally
        {
            _logs.Return(batch);
        }
    }
}
