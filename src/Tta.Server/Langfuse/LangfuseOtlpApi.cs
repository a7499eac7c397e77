// Spec: Langfuse public API, OpenTelemetry endpoint (POST /otel/v1/traces); OTLP 1.11 over HTTP. Differences: a bad span is refused alone, as
// OTLP has it, instead of with its batch; metrics, which Langfuse drops, are stored as those of the OTLP port.
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.Otlp;
using Tta.Wire;
using Tta.Wire.Langfuse;
using Tta.Wire.Otlp;

namespace Tta.Server.Langfuse;

/// <summary>
/// Takes spans with prompts and completions. Nothing of them goes to the trace store: that is the way by which content reaches the one
/// place it may be kept in.
/// </summary>
internal sealed class LangfuseOtlpApi(Intake intake, ILlmAppender store, IOtlpReceiver metrics, TimeProvider time) : Api, IOtlpReceiver
{
    private static readonly IngestOrigin s_origin = new(IngestSignal.Llm, "langfuse_otlp");
    private readonly BatchPool<SpanBatch> _spans = new(b => b.Arena.Length, b => b.Clear());

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public Intake Intake => intake;

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/public/otel/v1/traces", context => ReceiveAsync(context, OtlpSignal.Traces, this));
        routes.MapPost("/api/public/otel/v1/metrics", context => ReceiveAsync(context, OtlpSignal.Metrics, metrics));
    }

    public IngestOrigin OriginOf(OtlpSignal signal, string protocol) => s_origin;

    public ValueTask<IngestResult> ExportAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        intake.ReceiveAsync(s_origin, request.ContentEncoding, body, _spans, request.IsJson ? DecodeJson : DecodeProtobuf, AppendAsync, cancellationToken);

    private static Task ReceiveAsync(HttpContext context, OtlpSignal signal, IOtlpReceiver receiver) => IsOtlp(context.Request.ContentType)
        ? OtlpHttpApi.ReceiveAsync(context, signal, receiver)
        : LangfuseError.WriteAsync(
            context, StatusCodes.Status400BadRequest, "Invalid content type", "Content-Type must be application/x-protobuf or application/json");

    private static bool IsOtlp(string? contentType) => contentType is not null
        && (contentType.Contains("application/json", StringComparison.OrdinalIgnoreCase) || contentType.Contains("application/x-protobuf", StringComparison.OrdinalIgnoreCase));

    private DecodeResult DecodeJson(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeJson(body, intake.Limits, into);

    private DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeProtobuf(body, intake.Limits, into);

    private ValueTask<AppendResult> AppendAsync(SpanBatch spans, CancellationToken cancellationToken)
    {
        var mapping = new LangfuseSpans(new HashSet<string>(StringComparer.Ordinal));
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
