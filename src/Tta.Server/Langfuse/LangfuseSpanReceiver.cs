using System.Collections.Concurrent;
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
    private readonly ConcurrentBag<LangfuseSpans> _mappings = []; // As many as ever worked at once.

    public Intake Intake => intake;

    public IngestOrigin OriginOf(OtlpSignal signal, string protocol) => s_origin;

    public ValueTask<IngestResult> ExportAsync(OtlpRequest request, RequestBody body, CancellationToken cancellationToken) =>
        intake.ReceiveAsync(s_origin, request.ContentEncoding, body, _spans, request.IsJson ? DecodeJson : DecodeProtobuf, AppendAsync, cancellationToken);

    private DecodeResult DecodeJson(ReadOnlySpan<byte> body, SpanBatch into) => Whole(OtlpTraces.DecodeJson(body, intake.Limits, into));

    private DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, SpanBatch into) => Whole(OtlpTraces.DecodeProtobuf(body, intake.Limits, into));

    /// <summary>Bytes that are no spans, or spans without ids, take their batch along, as in Langfuse; what is beyond a limit does not.</summary>
    private static DecodeResult Whole(in DecodeResult decoded) =>
        decoded.FirstRejection.Reason is RejectReason.InvalidId or RejectReason.Malformed ? DecodeResult.Failed(decoded.FirstRejection) : decoded;

    private ValueTask<AppendResult> AppendAsync(SpanBatch spans, CancellationToken cancellationToken)
    {
        LangfuseSpans mapping = _mappings.TryTake(out LangfuseSpans? used) ? used : new LangfuseSpans(isDirect: isDirect);
        var batch = new LlmBatch();
        mapping.AddTo(
            spans, receivedNs: (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, batch,
            problem => intake.Meter.Rejected(s_origin.Signal, s_origin.Protocol, RejectReason.Malformed, 1, problem));
        _mappings.Add(mapping);
        batch.Scores.AddRange(EvaluationResults.Find(spans) ?? []);
        return batch.Count == 0 ? default : store.AppendAsync(batch, cancellationToken);
    }
}
