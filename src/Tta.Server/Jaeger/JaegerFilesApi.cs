// Spec: Jaeger query service, HTTP JSON v1 as of 2.20: archive and transform.
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;
using Tta.Server.Ingest;
using Tta.Server.Traces;
using Tta.Wire;
using Tta.Wire.Otlp;

namespace Tta.Server.Jaeger;

/// <summary>Keeps single traces for good, and shows traces from files without storing them.</summary>
internal sealed class JaegerFilesApi(ITraceSource source, TraceArchive archive, Limits limits) : Api
{
    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/archive/{traceId}", context => JaegerAnswer.RunAsync(context, ArchiveAsync));
        routes.MapPost("/api/transform", context => JaegerAnswer.RunAsync(context, TransformAsync));
    }

    private async Task ArchiveAsync(HttpContext context, RequestParameters parameters)
    {
        TraceId id = JaegerSearch.ReadTraceId(Uri.UnescapeDataString((string)context.Request.RouteValues["traceId"]!));
        Trace? trace = await source.GetTraceAsync(id, context.RequestAborted);
        if (trace is null)
        {
            await JaegerAnswer.WriteErrorAsync(context, new JaegerError(404, "trace not found"));
            return;
        }

        try
        {
            archive.Keep(trace);
        }
        catch (IOException e)
        {
            await JaegerAnswer.WriteErrorAsync(context, new JaegerError(500, $"cannot archive trace {id}: {e.Message}"));
            return;
        }

        await JaegerAnswer.WriteTextsAsync(context, []);
    }

    private async Task TransformAsync(HttpContext context, RequestParameters parameters)
    {
        using RequestBody body = await RequestBody.ReadWholeAsync(context, limits.MaxRequestBytes, "max_request_bytes");
        var batch = new SpanBatch();
        DecodeResult decoded = OtlpTraces.DecodeJson(body.Memory.Span, limits, batch);
        if (decoded.Error.IsError)
        {
            throw new ParameterException($"cannot unmarshal OTLP: {decoded.Error}");
        }

        JaegerError[] errors = decoded.RejectedCount == 0
            ? []
            : [new JaegerError(400, $"{decoded.RejectedCount} spans left out; the first: {decoded.FirstRejection}")];
        await JaegerAnswer.WriteTracesAsync(context, ByTrace(batch), raw: true, errors);
    }

    // In the order of the file: what is shown is what was written there.
    private static List<Trace> ByTrace(SpanBatch batch)
    {
        var traces = new List<Trace>();
        var spans = new Dictionary<TraceId, List<Span>>();
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            Span span = batch.Read(i);
            if (!spans.TryGetValue(span.TraceId, out List<Span>? ofTrace))
            {
                ofTrace = [];
                spans.Add(span.TraceId, ofTrace);
                traces.Add(new Trace(span.TraceId, ofTrace, []));
            }

            ofTrace.Add(span);
        }

        return traces;
    }
}
