// Spec: Jaeger query service, HTTP JSON v1 as of 2.20: dependencies.
using Tta.Server.Hosting;
using Tta.Server.Http;

namespace Tta.Server.Jaeger;

/// <summary>Which service called which, counted in the traces of a window.</summary>
internal sealed class JaegerGraphApi(ServiceCalls calls, TimeProvider time) : Api
{
    private const long NsPerMs = 1_000_000;
    private const long DefaultLookbackMs = 24 * 3_600_000;

    public override string Name => "jaeger";

    public override int DefaultPort => 16686;

    public override string? UiPrefix => "/jaeger";

    public override void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/dependencies", context => JaegerAnswer.RunAsync(context, DependenciesAsync));

    private async Task DependenciesAsync(HttpContext context, RequestParameters parameters)
    {
        long endMs = JaegerSearch.ReadMs(parameters, "endTs", time.GetUtcNow().ToUnixTimeMilliseconds());
        long lookbackMs = JaegerSearch.ReadMs(parameters, "lookback", DefaultLookbackMs);
        IReadOnlyDictionary<(string Parent, string Child), long> links = await calls.CountAsync(
            (endMs - lookbackMs) * NsPerMs, (endMs + 1) * NsPerMs, context.RequestAborted);
        string service = parameters["service"];
        await JaegerAnswer.WriteAsync(context, 200, 0, writer =>
        {
            writer.WriteStartArray();
            foreach (((string parent, string child), long count) in links)
            {
                if (service.Length == 0 || service == parent || service == child)
                {
                    writer.WriteStartObject();
                    writer.WriteString("parent"u8, parent);
                    writer.WriteString("child"u8, child);
                    writer.WriteNumber("callCount"u8, count);
                    writer.WriteEndObject();
                }
            }

            writer.WriteEndArray();
        });
    }
}
