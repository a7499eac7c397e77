// Spec: Jaeger query service, HTTP JSON v1 as of 2.20: /deep-dependencies, without an envelope. Difference: the original answers with an example; this
// answers with the paths of the newest traces of the service, in its shape.
using System.Text.Json;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>The paths that calls take through services, past one of them.</summary>
internal sealed class JaegerPathsApi(ITraceSource source, Limits limits) : Api
{
    private const int MaxPaths = 1_000;
    private const int MaxExemplars = 5;

    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/deep-dependencies", context => JaegerAnswer.RunAsync(context, PathsAsync));

    private async Task PathsAsync(HttpContext context, RequestParameters parameters)
    {
        TraceSearch search = JaegerSearch.Read(parameters, limits);
        var paths = new Dictionary<string, CallPath>(StringComparer.Ordinal);
        foreach (Trace trace in (await source.FindTracesAsync(search, context.RequestAborted)).Value)
        {
            foreach (CallPath path in CallPath.Of(trace))
            {
                if (!path.Passes(search.ServiceName!, search.OperationName))
                {
                    continue;
                }

                if (paths.TryGetValue(path.Key, out CallPath? known))
                {
                    known.AddExemplar(trace.TraceId, MaxExemplars);
                }
                else if (paths.Count < MaxPaths)
                {
                    path.AddExemplar(trace.TraceId, MaxExemplars);
                    paths.Add(path.Key, path);
                }
            }
        }

        await JsonAnswer.WriteAsync(context, 200, writer => Write(writer, paths.Values));
    }

    private static void Write(Utf8JsonWriter writer, IEnumerable<CallPath> paths)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("dependencies"u8);
        foreach (CallPath path in paths)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("path"u8);
            foreach ((string service, string operation) in path.Calls)
            {
                writer.WriteStartObject();
                writer.WriteString("service"u8, service);
                writer.WriteString("operation"u8, operation);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("attributes"u8);
            foreach (TraceId exemplar in path.Exemplars)
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, "exemplar_trace_id"u8);
                writer.WriteString("value"u8, JaegerJson.IdOf(exemplar));
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
