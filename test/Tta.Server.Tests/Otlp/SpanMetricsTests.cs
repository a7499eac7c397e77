using System.Text.Json.Nodes;
using Tta.Agent.SpanMetrics;
using Tta.TestKit;

namespace Tta.Server.Tests.Otlp;

public sealed class SpanMetricsTests
{
    private const string TraceId = "5b8efff798038103d269b633813fc60c";

    [Fact]
    public async Task Spans_that_come_in_are_metrics_one_step_later()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using RunningServer server = await RunningServer.StartAsync(options => options with { TimeProvider = time });
        await SendAsync(server, time);
        await server.Host.Composition.SpanMetrics!.RunOnceAsync(CancellationToken.None);
        JsonNode answer = await QueryAsync(server, time, "traces_spanmetrics_calls_total{service=\"shop\",span_name=\"GET /\"}");
        JsonNode sample = Assert.Single(answer["data"]!["result"]!.AsArray())!;
        Assert.Equal("1", (string)sample["value"]![1]!);
        Assert.Equal("SPAN_KIND_SERVER", (string)sample["metric"]!["span_kind"]!);
        await AssertExemplarAsync(server);
        string metrics = await server.GetAsync("agent", "/metrics");
        Assert.Contains("tta_span_metrics_sets{kind=\"calls\"} 1", metrics, StringComparison.Ordinal);
        Assert.Contains("tta_ingest_accepted_total{signal=\"metrics\",protocol=\"span_metrics\"}", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_span_that_is_sent_again_or_refused_counts_once_or_not_at_all()
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using RunningServer server = await RunningServer.StartAsync(options => options with { TimeProvider = time });
        for (int i = 0; i < 5; i++)
        {
            await SendAsync(server, time);
            await server.Host.Composition.Stores.Traces.FlushAsync(CancellationToken.None); // The first one is in a block by then.
        }

        await server.Host.Composition.SpanMetrics!.RunOnceAsync(CancellationToken.None);
        JsonNode answer = await QueryAsync(server, time, "traces_spanmetrics_calls_total");
        Assert.Equal("1", (string)Assert.Single(answer["data"]!["result"]!.AsArray())!["value"]![1]!);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(SpanMetricsStyle.Connector)]
    public async Task The_setting_decides_about_names(SpanMetricsStyle? style)
    {
        var time = new ManualTimeProvider(TimeProvider.System.GetUtcNow());
        await using RunningServer server = await RunningServer.StartAsync(options => options with { TimeProvider = time, SpanMetrics = style });
        await SendAsync(server, time);
        string metrics = await server.GetAsync("agent", "/metrics");
        Assert.Equal(style is not null, metrics.Contains("tta_span_metrics_sets{kind=\"calls\"} 1", StringComparison.Ordinal));
    }

    // The query is that of a panel: the selectors inside of it count.
    private static async Task AssertExemplarAsync(RunningServer server)
    {
        string query = Uri.EscapeDataString("histogram_quantile(0.9, sum by (le) (rate(traces_spanmetrics_latency_bucket{service=\"shop\"}[5m])))");
        JsonNode series = Assert.Single(JsonNode.Parse(await server.GetAsync("prometheus", "/api/v1/query_exemplars?query=" + query))!["data"]!.AsArray())!;
        Assert.Equal(("traces_spanmetrics_latency_bucket", "0.004"), ((string)series["seriesLabels"]!["__name__"]!, (string)series["seriesLabels"]!["le"]!));
        JsonNode exemplar = Assert.Single(series["exemplars"]!.AsArray())!;
        Assert.Equal((TraceId, "0.003"), ((string)exemplar["labels"]!["trace_id"]!, (string)exemplar["value"]!));
        Assert.True((double)exemplar["timestamp"]! > 1e9);
        Assert.Empty(JsonNode.Parse(await server.GetAsync("prometheus", "/api/v1/query_exemplars?query=vector(1)"))!["data"]!.AsArray());
    }

    private static Task SendAsync(RunningServer server, ManualTimeProvider time) => SentTrace.SendAsync(
        server, "shop", SentTrace.Span(TraceId, 1, "GET /", (ulong)(time.GetUtcNow().ToUnixTimeMilliseconds() - 5_000) * 1_000_000, 3_000_000, more: "\"kind\":2"));

    private static async Task<JsonNode> QueryAsync(RunningServer server, ManualTimeProvider time, string query) => JsonNode.Parse(
        await server.GetAsync("prometheus", $"/api/v1/query?time={time.GetUtcNow().ToUnixTimeSeconds() + 1}&query={Uri.EscapeDataString(query)}"))!;
}
