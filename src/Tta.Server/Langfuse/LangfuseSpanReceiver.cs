using Tta.Model;
using Tta.Server.Ingest;
using Tta.Server.Otlp;
using Tta.Wire;
using Tta.Wire.Langfuse;
using Tta.Wire.Otlp;

namespace Tta.Server.Langfuse;

/// <summary>Stores spans as observations. Thread-safe.</summary>
/// <param name="isDirect">True for senders that speak version 4 of the ingestion.</param>
internal sealed class LangfuseSpanReceiver(Intake intake, ILlmAppender store, TimeProvider time, bool isDirect) : IOtlpReceiver
{
    private static readonly IngestOrigin s_origin = new(IngestSignal.Llm, "langfuse_otlp");
    private readonly BatchPool<SpanBatch> _spans = new(b => b.Arena.Length, b => b.Clear());

    public Intake Intake => intake;

    public IngestOrigin OriginOf(OtlpSignal signal, string protocol) => s_origin;

    public ValueTask<IngestResult> ExportAsync(OtlpRequest request, RequestBody body, CancellationToken cancellationToken) =>
        intake.ReceiveAsync(s_origin, request.ContentEncoding, body, _spans, request.IsJson ? DecodeJson : DecodeProtobuf, AppendAsync, cancellationToken);

    private DecodeResult DecodeJson(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeJson(body, intake.Limits, into);

    private DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeProtobuf(body, intake.Limits, into);

    private ValueTask<AppendResult> AppendAsync(SpanBatch spans, CancellationToken cancellationToken)
    {
        var mapping = new LangfuseSpans(new HashSet<string>(StringComparer.Ordinal), isDirect: isDirect);
        long receivedNs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
        for (int i = 0; i < spans.Spans.Count; i++)
        {
            mapping.Add(spans.Read(i), receivedNs);
        }

        var batch = new LlmBatch();
        foreach (LangfuseEvent item in mapping.Events())
        {
            if (LangfuseEvents.AddTo(batch, item) is { } problem)
            {
                intake.Meter.Rejected(s_origin.Signal, s_origin.Protocol, RejectReason.Malformed, 1, problem);
            }
        }

        return batch.Count == 0 ? default : store.AppendAsync(batch, cancellationToken);
    }
}
