// Spec: Tempo HTTP API, docs/sources/tempo/api_docs, version 3. Differences: one process without blocks to page through, so the counts of
// blocks and jobs are those of one; the experimental trace diff, the LLM form of a trace and gRPC streaming are not served.
using Tta.Server.Hosting;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Tempo;

/// <summary>Traces by id, TraceQL search, tags and TraceQL metrics as Grafana's Tempo data source asks for them.</summary>
internal sealed class TempoApi(TempoTraces traces, TempoSearch search, TempoTags tags, TempoMetrics series, ServerMetrics metrics) : Api
{
    // What Grafana takes as the version of Tempo to decide which endpoints it may use.
    private const string CompatibleVersion = "2.9.0";

    public override string Name => "tempo";

    public override int DefaultPort => 3200;

    public override string? UiPrefix => "/tempo";

    public override void Map(IEndpointRouteBuilder routes)
    {
        traces.Map(routes);
        search.Map(routes);
        tags.Map(routes);
        series.Map(routes);
        routes.MapGet("/api/echo", static context => TempoAnswer.WriteTextAsync(context, 200, "echo"));
        routes.MapGet("/api/status/buildinfo", static context => TempoAnswer.RunAsync(context, BuildInfoAsync));
        routes.MapMethods("/ready", ["GET", "HEAD"], static context => TempoAnswer.WriteTextAsync(context, 200, "ready\n"));
        routes.MapGet("/metrics", metrics.WriteAsync);
        routes.MapGet("/status", static context => TempoAnswer.WriteTextAsync(context, 200, Version + Services + Endpoints));
        routes.MapGet("/status/version", static context => TempoAnswer.WriteTextAsync(context, 200, Version));
        routes.MapGet("/status/services", static context => TempoAnswer.WriteTextAsync(context, 200, Services));
        routes.MapGet("/status/endpoints", static context => TempoAnswer.WriteTextAsync(context, 200, Endpoints));
        routes.MapGet("/status/config", static context => TempoAnswer.WriteTextAsync(context, 200, "target: all\n"));
    }

    private static string Version => $"tempo, version {CompatibleVersion} (tta {ServerHost.Version})\n";

    private static string Services => "tta: Running\n";

    private static string Endpoints => """
        GET /api/traces/{traceID}
        GET /api/v2/traces/{traceID}
        GET /api/search
        GET /api/search/tags
        GET /api/v2/search/tags
        GET /api/search/tag/{tag}/values
        GET /api/v2/search/tag/{tag}/values
        GET /api/metrics/query_range
        GET /api/metrics/query
        GET /api/echo
        GET /api/status/buildinfo
        GET /ready
        GET /metrics

        """;

    private static Task BuildInfoAsync(HttpContext context) => Http.JsonAnswer.WriteAsync(context, 200, static writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("version"u8, CompatibleVersion);
        writer.WriteString("revision"u8, ServerHost.Version);
        writer.WriteString("branch"u8, "tta"u8);
        writer.WriteString("buildUser"u8, ""u8);
        writer.WriteString("buildDate"u8, ""u8);
        writer.WriteString("goVersion"u8, ""u8);
        writer.WriteEndObject();
    });
}
