using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tta.App.Tests.Hosting;

namespace Tta.App.Tests;

/// <summary>What the sample did is what the server shows, number by number, through the public APIs.</summary>
[Collection(DemoDataCollection.Name)]
public sealed class DemoDataTests(DemoDataFixture fixture)
{
    private const string RatePerPrimitive = "sum by (primitive_name) (rate(primitive_executions_total[1m]))";
    private const string P95 = "histogram_quantile(0.95, sum by (le) (rate(primitive_execution_duration_seconds_bucket[5m])))";

    [Fact]
    public async Task EveryTrace_HasOneRootAndEveryStepInItsPlace()
    {
        Assert.Equal((int)fixture.Report["workflows"]!, fixture.TraceIds.Count);
        int retriedTraces = 0;
        foreach (string traceId in fixture.TraceIds)
        {
            Dictionary<string, SpanNode> spans = await SpansAsync(traceId);
            SpanNode root = Assert.Single(spans.Values, span => span.ParentId is null);
            Assert.Equal("invoke_workflow", root.Tags["gen_ai.operation.name"].GetValue<string>());
            foreach (SpanNode span in spans.Values.Where(span => span.ParentId is not null))
            {
                // In its place: under a span of the same trace, and not before it. (A stored parent is also what a torn trace would lack.)
                SpanNode parent = spans[span.ParentId!];
                Assert.True(span.StartUs >= parent.StartUs - 1, $"{span.Name} starts before {parent.Name}");
            }

            foreach (SpanNode branch in spans.Values.Where(span => span.Name.StartsWith("parallel.branch_", StringComparison.Ordinal)))
            {
                Assert.Equal("Parallel", spans[branch.ParentId!].Tags["primitive.type"].GetValue<string>().Replace("Primitive", "", StringComparison.Ordinal));
            }

            SpanNode[] attempts = spans.Values.Where(span => span.Name.StartsWith("retry.attempt_", StringComparison.Ordinal)).ToArray();
            Assert.All(attempts, attempt => Assert.StartsWith("Retry", spans[attempt.ParentId!].Tags["primitive.type"].GetValue<string>(), StringComparison.Ordinal));
            retriedTraces += attempts.Length > 1 ? 1 : 0;
        }

        Assert.True(retriedTraces > 0, "no trace shows a second attempt: the failing step did not fail");
    }

    [Fact]
    public async Task TraceLogsAndModelCalls_AreLinked()
    {
        string traceId = fixture.TraceIds[0];
        Dictionary<string, SpanNode> spans = await SpansAsync(traceId);
        IReadOnlyList<(JsonNode Stream, string Line)> lines = (await fixture.Server.LogQlAsync("{service_name=\"document-analysis\"}"))
            .Where(line => (string?)line.Stream["trace_id"] == traceId).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.True(spans.ContainsKey((string)line.Stream["span_id"]!), $"log line \"{line.Line}\" names a span that is not stored"));

        JsonArray calls = (await fixture.Server.GetJsonAsync(3000, $"/api/tta/v1/llm/calls?traceId={traceId}"))["calls"]!.AsArray();
        Assert.Contains(calls, call => call!["finishReason"] is not null);
        foreach (JsonNode? call in calls)
        {
            SpanNode span = spans[(string)call!["spanId"]!];
            Assert.StartsWith("chat ", span.Name, StringComparison.Ordinal);
            Assert.True((bool)call["hasContent"]!);
            Assert.DoesNotContain(span.Tags.Keys, key => key is "gen_ai.input.messages" or "gen_ai.output.messages");
            JsonNode whole = await fixture.Server.GetJsonAsync(3000, $"/api/tta/v1/llm/calls/{traceId}/{(string)call["spanId"]!}");
            Assert.Equal("system", (string)whole["inputMessages"]![0]!["role"]!);
            Assert.NotEmpty((string)whole["inputMessages"]![0]!["parts"]![0]!["content"]!);
            Assert.NotEmpty((string)whole["inputMessages"]![1]!["parts"]![0]!["content"]!);
            if (call["finishReason"] is not null) // A call that was cut off has no completion.
            {
                Assert.NotEmpty((string)whole["outputMessages"]![0]!["parts"]![0]!["content"]!);
            }
        }
    }

    [Fact]
    public async Task Cost_IsRightToTheLastDigit_InMetricsAndModelCalls()
    {
        IReadOnlyList<(JsonNode Metric, double Value)> series = await fixture.Server.PromQlAsync("sum by (persona, model) (llm_cost_usd_total{service_name=\"document-analysis\"})");
        JsonArray expected = fixture.Report["costUsdByPersonaModel"]!.AsArray();
        Assert.Equal(expected.Count, series.Count);
        foreach (JsonNode? row in expected)
        {
            (_, double measured) = Assert.Single(series, s => (string?)s.Metric["persona"] == (string)row!["persona"]! && (string?)s.Metric["model"] == (string)row["model"]!);
            Assert.Equal(Money(row!["costUsd"]!), (decimal)measured, precision: 9);
        }

        decimal stored = 0;
        foreach (string traceId in fixture.TraceIds)
        {
            JsonNode calls = await fixture.Server.GetJsonAsync(3000, $"/api/tta/v1/llm/calls?traceId={traceId}");
            stored += calls["calls"]!.AsArray().Sum(call => call!["costUsd"] is { } cost ? Money(cost) : 0);
        }

        Assert.Equal(expected.Sum(row => Money(row!["costUsd"]!)), stored, precision: 9);
    }

    [Fact]
    public async Task PromQl_AnswersFromPushedMetrics()
    {
        // Two pushes of a counter are needed for a rate; the sample pushes at its end, so run it again into the same series window.
        await SampleRun.RunAsync(fixture.Server, Settings("pushed", "otlp"), "--documents", "4", "--seed", "3");
        await CheckQueriesAsync("pushed");
    }

    [Fact]
    public async Task PromQl_AnswersFromTheScrapedEndpoint()
    {
        using Process sample = SampleRun.StartLingering(fixture.Server, Settings("scraped", "prometheus"), "--documents", "4", "--seed", "3");
        try
        {
            await CheckQueriesAsync("scraped");
            (JsonNode metric, _) = Assert.Single(await fixture.Server.PromQlAsync("count by (job) (primitive_executions_total{service_name=\"scraped\"})"));
            Assert.Equal("tta-dev-app", (string)metric["job"]!);
        }
        finally
        {
            sample.Kill(entireProcessTree: true);
            await sample.WaitForExitAsync();
        }
    }

    private static Dictionary<string, string> Settings(string service, string exporter) => new()
    {
        ["OTEL_SERVICE_NAME"] = service,
        ["OTEL_METRICS_EXPORTER"] = exporter,
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "500",
    };

    private async Task CheckQueriesAsync(string service)
    {
        IReadOnlyList<(JsonNode Metric, double Value)> rates = await EventuallyAsync(
            RatePerPrimitive.Replace("_total[", $"_total{{service_name=\"{service}\"}}[", StringComparison.Ordinal), series => series.Any(s => s.Value > 0));
        Assert.All(rates, rate => Assert.False(string.IsNullOrEmpty((string?)rate.Metric["primitive_name"])));
        IReadOnlyList<(JsonNode Metric, double Value)> p95 = await EventuallyAsync(
            P95.Replace("_bucket[", $"_bucket{{service_name=\"{service}\"}}[", StringComparison.Ordinal), series => series.Any(s => double.IsFinite(s.Value)));
        Assert.InRange(Assert.Single(p95).Value, 0.0001, 60);

        // The queries as people type them, without a selector of their own.
        Assert.NotEmpty(await fixture.Server.PromQlAsync(RatePerPrimitive));
        Assert.Single(await fixture.Server.PromQlAsync(P95));
    }

    // A scrape or a push is under way in another process: its arrival can only be polled for.
    private async Task<IReadOnlyList<(JsonNode Metric, double Value)>> EventuallyAsync(
        string query, Func<IReadOnlyList<(JsonNode Metric, double Value)>, bool> arrived)
    {
        long started = Stopwatch.GetTimestamp();
        while (true)
        {
            IReadOnlyList<(JsonNode Metric, double Value)> series = await fixture.Server.PromQlAsync(query);
            if (arrived(series))
            {
                return series;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30), $"{query} answers {series.Count} series without a number");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private static decimal Money(JsonNode value) => value.GetValueKind() == System.Text.Json.JsonValueKind.String
        ? decimal.Parse((string)value!, NumberStyles.Float, CultureInfo.InvariantCulture)
        : (decimal)value;

    private async Task<Dictionary<string, SpanNode>> SpansAsync(string traceId)
    {
        JsonNode trace = (await fixture.Server.GetJsonAsync(16686, $"/api/traces/{traceId}"))["data"]![0]!;
        return trace["spans"]!.AsArray().Select(span => new SpanNode(span!)).ToDictionary(span => span.Id);
    }

    private sealed class SpanNode(JsonNode span)
    {
        public string Id { get; } = (string)span["spanID"]!;

        public string Name { get; } = (string)span["operationName"]!;

        public long StartUs { get; } = (long)span["startTime"]!;

        public string? ParentId { get; } = (string?)span["references"]!.AsArray()
            .FirstOrDefault(reference => (string)reference!["refType"]! == "CHILD_OF")?["spanID"];

        public Dictionary<string, JsonNode> Tags { get; } = span["tags"]!.AsArray().ToDictionary(tag => (string)tag!["key"]!, tag => tag!["value"]!);
    }
}
