// Spec: Langfuse, OpenTelemetry endpoint (POST /api/public/otel/v1/traces); OTLP 1.11 over HTTP. Differences: only spans that are
// model, tool or embedding calls are stored, and only as model calls; Basic credentials are accepted and not checked on loopback.
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.Otlp;
using Tta.Wire;
using Tta.Wire.Otlp;

namespace Tta.Server.Langfuse;

/// <summary>
/// Takes model calls with their prompts and completions. Nothing of them goes to the trace store: that is the way by which content
/// reaches the one place it may be kept in.
/// </summary>
internal sealed class LangfuseOtlpApi(Intake intake, ILlmAppender store) : Api, IOtlpReceiver
{
    private static readonly IngestOrigin s_origin = new(IngestSignal.Llm, "langfuse_otlp");
    private readonly BatchPool<SpanBatch> _spans = new(b => b.Arena.Length, b => b.Clear());

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public Intake Intake => intake;

    public override void Map(IEndpointRouteBuilder routes) => routes.MapPost(
        "/api/public/otel/v1/traces", context => OtlpHttpApi.ReceiveAsync(context, OtlpSignal.Traces, this));

    public IngestOrigin OriginOf(OtlpSignal signal, string protocol) => s_origin;

    public ValueTask<IngestResult> ExportAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        intake.ReceiveAsync(s_origin, request.ContentEncoding, body, _spans, request.IsJson ? DecodeJson : DecodeProtobuf, AppendAsync, cancellationToken);

    private DecodeResult DecodeJson(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeJson(body, intake.Limits, into);

    private DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, SpanBatch into) => OtlpTraces.DecodeProtobuf(body, intake.Limits, into);

    private ValueTask<AppendResult> AppendAsync(SpanBatch batch, CancellationToken cancellationToken) =>
        LlmCalls.Find(batch) is { } calls ? store.AppendAsync(calls, cancellationToken) : default;
}
