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
    private readonly BatchPool<SpanBatch> _spans = new(b => b.Arena.Length, b => b.Clear());

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public Intake Intake => intake;

    public override void Map(IEndpointRouteBuilder routes) => routes.MapPost(
        "/api/public/otel/v1/traces", context => OtlpHttpApi.ReceiveAsync(context, OtlpSignal.Traces, this));

    public IngestSignal SignalOf(OtlpSignal signal) => IngestSignal.Llm;

    public ValueTask<IngestResult> ExportAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) =>
        intake.ReceiveAsync(
            IngestSignal.Llm, Protocol, request.ContentEncoding, body, (Api: this, Request: request),
            static (plain, state, token) => state.Api.StoreAsync(state.Request, plain, token), cancellationToken);

    private const string Protocol = "langfuse_otlp";

    private async ValueTask<IngestResult> StoreAsync(OtlpRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        SpanBatch batch = _spans.Rent();
        try
        {
            DecodeResult decoded = request.IsJson
                ? OtlpTraces.DecodeJson(body.Span, intake.Limits, batch)
                : OtlpTraces.DecodeProtobuf(body.Span, intake.Limits, batch);
            if (decoded.Error.IsError)
            {
                return intake.Refuse(IngestSignal.Llm, Protocol, decoded.Error);
            }

            await LlmCalls.StoreAsync(batch, store, intake.Meter, Protocol, cancellationToken);
            return intake.Stored(IngestSignal.Llm, Protocol, decoded, default);
        }
        finally
        {
            _spans.Return(batch);
        }
    }
}
