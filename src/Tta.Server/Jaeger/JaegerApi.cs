// Spec: Jaeger query service, HTTP JSON v1 as of 2.20 (with the paths that Grafana still uses).
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>Services, operations, trace search and traces by id.</summary>
internal sealed class JaegerApi(ITraceSource source, Limits limits) : Api
{
    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/services", context => JaegerAnswer.RunAsync(context, ServicesAsync));
        routes.MapGet("/api/services/{service}/operations", context => JaegerAnswer.RunAsync(context, OperationNamesAsync));
        routes.MapGet("/api/operations", context => JaegerAnswer.RunAsync(context, OperationsAsync));
        routes.MapGet("/api/traces", context => JaegerAnswer.RunAsync(context, FindAsync));
        routes.MapGet("/api/traces/{traceId}", context => JaegerAnswer.RunAsync(context, TraceAsync));
    }

    private async Task ServicesAsync(HttpContext context, RequestParameters parameters)
    {
        IReadOnlyList<string> services = await source.ServicesAsync(context.RequestAborted);
        await JaegerAnswer.WriteTextsAsync(context, services);
    }

    private async Task OperationNamesAsync(HttpContext context, RequestParameters parameters)
    {
        string service = Uri.UnescapeDataString((string)context.Request.RouteValues["service"]!);
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (TraceOperation operation in await source.OperationsAsync(service, kind: null, context.RequestAborted))
        {
            names.Add(operation.Name);
        }

        await JaegerAnswer.WriteTextsAsync(context, [.. names]);
    }

    private async Task OperationsAsync(HttpContext context, RequestParameters parameters)
    {
        string service = parameters["service"];
        if (service.Length == 0)
        {
            throw new ParameterException("parameter 'service' is required");
        }

        SpanKind? kind = null;
        if (parameters["spanKind"] is { Length: > 0 } kindText)
        {
            kind = JaegerSearch.TryReadKind(kindText, out SpanKind parsed)
                ? parsed
                : throw new ParameterException(
                    $"unable to parse param 'spanKind': unsupported span kind '{kindText}' (server, client, producer, consumer, internal)");
        }

        IReadOnlyList<TraceOperation> operations = await source.OperationsAsync(service, kind, context.RequestAborted);
        await JaegerAnswer.WriteAsync(context, 200, operations.Count, writer =>
        {
            writer.WriteStartArray();
            foreach (TraceOperation operation in operations)
            {
                writer.WriteStartObject();
                writer.WriteString("name"u8, operation.Name);
                writer.WriteString("spanKind"u8, JaegerTags.KindOf(operation.Kind));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        });
    }

    private async Task FindAsync(HttpContext context, RequestParameters parameters)
    {
        IReadOnlyList<string> ids = parameters.All("traceID");
        if (ids.Count > 0)
        {
            await TracesByIdAsync(context, parameters, ids);
            return;
        }

        bool raw = JaegerSearch.ReadRaw(parameters);
        Answer<IReadOnlyList<Trace>> found = await source.FindTracesAsync(JaegerSearch.Read(parameters, limits), context.RequestAborted);
        await JaegerAnswer.WriteTracesAsync(context, found.Value, raw, []);
    }

    private async Task TraceAsync(HttpContext context, RequestParameters parameters)
    {
        TraceId id = JaegerSearch.ReadTraceId(Uri.UnescapeDataString((string)context.Request.RouteValues["traceId"]!));
        JaegerSearch.CheckRange(parameters);
        bool raw = JaegerSearch.ReadRaw(parameters);
        Trace? trace = await source.GetTraceAsync(id, context.RequestAborted);
        if (trace is null)
        {
            await JaegerAnswer.WriteErrorAsync(context, new JaegerError(404, "trace not found"));
            return;
        }

        await JaegerAnswer.WriteTracesAsync(context, [trace], raw, []);
    }

    private async Task TracesByIdAsync(HttpContext context, RequestParameters parameters, IReadOnlyList<string> ids)
    {
        if (ids.Count > limits.MaxTraces)
        {
            throw new ParameterException($"{ids.Count} trace ids asked for, limit {limits.MaxTraces} (limits.max_traces)");
        }

        var traces = new List<Trace>();
        var errors = new List<JaegerError>();
        foreach (string text in ids)
        {
            TraceId id = JaegerSearch.ReadTraceId(text);
            if (await source.GetTraceAsync(id, context.RequestAborted) is { } trace)
            {
                traces.Add(trace);
            }
            else
            {
                errors.Add(new JaegerError(404, "trace not found", id));
            }
        }

        await JaegerAnswer.WriteTracesAsync(context, traces, JaegerSearch.ReadRaw(parameters), errors);
    }
}
