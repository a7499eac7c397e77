// Spec: Langfuse public API, OpenTelemetry endpoint (POST /otel/v1/traces); OTLP 1.11 over HTTP. Differences: a span beyond a limit is refused
// alone, as OTLP has it; metrics, which Langfuse drops, are stored as those of the OTLP port.
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.Otlp;
using Tta.Wire.Otlp;

namespace Tta.Server.Langfuse;

/// <summary>
/// Takes spans with prompts and completions. Nothing of them goes to the trace store: that is the way by which content reaches the one
/// place it may be kept in.
/// </summary>
internal sealed class LangfuseOtlpApi(Intake intake, ILlmAppender store, IOtlpReceiver metrics, TimeProvider time) : Api
{
    private readonly LangfuseSpanReceiver _spans = new(intake, store, time, isDirect: false);
    private readonly LangfuseSpanReceiver _directSpans = new(intake, store, time, isDirect: true);

    public override string Name => "ui";

    public override int DefaultPort => 3000;

    public override string? UiPrefix => "";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/public/otel/v1/traces", context => IngestionVersion.IsUnknown(context.Request.Headers)
            ? RefuseVersionAsync(context)
            : ReceiveAsync(context, OtlpSignal.Traces, IngestionVersion.IsDirect(context.Request.Headers) ? _directSpans : _spans));
        routes.MapPost("/api/public/otel/v1/metrics", context => ReceiveAsync(context, OtlpSignal.Metrics, metrics));
    }

    private static Task ReceiveAsync(HttpContext context, OtlpSignal signal, IOtlpReceiver receiver) => IsOtlp(context.Request.ContentType)
        ? OtlpHttpApi.ReceiveAsync(context, signal, receiver, RefuseAsync)
        : LangfuseError.WriteAsync(
            context, StatusCodes.Status400BadRequest, "Invalid content type", "Content-Type must be application/x-protobuf or application/json");

    private static Task RefuseAsync(HttpContext context, OtlpRequest request, IngestResult result)
    {
        string encoding = request.IsJson ? "JSON" : "Protobuf";
        return request.Signal == OtlpSignal.Traces
            ? LangfuseError.RefuseAsync(
                context, $"Failed to parse OTel {encoding} Trace", result with { Message = result.Message + "; this address takes spans alone, logs go to port 4318" })
            : LangfuseError.RefuseAsync(context, $"Failed to parse OTel {encoding} Metrics", result);
    }

    private static Task RefuseVersionAsync(HttpContext context) => LangfuseError.WriteAsync(
        context, StatusCodes.Status400BadRequest, "Unsupported x-langfuse-ingestion-version", "x-langfuse-ingestion-version must be a number, at most 4");

    private static bool IsOtlp(string? contentType) => contentType is not null
        && (contentType.Contains("application/json", StringComparison.OrdinalIgnoreCase) || contentType.Contains("application/x-protobuf", StringComparison.OrdinalIgnoreCase));
}
