using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Tta.Server.Tests.Otlp;
using Tta.TestKit;

namespace Tta.Server.Tests.Jaeger;

public sealed class JaegerV3Tests(JaegerV3Tests.Fixture fixture) : IClassFixture<JaegerV3Tests.Fixture>
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";

    [Fact]
    public async Task Services_and_operations_are_listed()
    {
        Assert.Equal("""{"services":["backend","frontend"]}""", await GetAsync("/api/v3/services"));
        Assert.Equal("""{"operations":[{"name":"GET /","spanKind":"server"},{"name":"work","spanKind":"internal"}]}""", await GetAsync("/api/v3/operations?service=frontend"));
        Assert.Equal("""{"operations":[{"name":"GET /","spanKind":"server"}]}""", await GetAsync("/api/v3/operations?service=frontend&spanKind=server"));
        Assert.Equal("""{"operations":[{"name":"GET /","spanKind":"server"}]}""", await GetAsync("/api/v3/operations?service=frontend&span_kind=SERVER"));
    }

    [Theory]
    [InlineData("/api/v3/traces/" + TraceId)]
    [InlineData("/api/v3/traces/AF7651916CD43DD8448EB211C80319C?startTime=2020-01-01T00:00:00Z&rawTraces=true")]
    public async Task A_trace_is_answered_as_OTLP(string path)
    {
        JsonArray resources = JsonNode.Parse(await GetAsync(path))!["result"]!["resourceSpans"]!.AsArray();
        JsonNode span = resources[0]!["scopeSpans"]![0]!["spans"]![0]!;
        Assert.Equal(2, resources.Count);
        Assert.Equal((TraceId, "0000000000000001", "GET /", 2), ((string)span["traceId"]!, (string)span["spanId"]!, (string)span["name"]!, (int)span["kind"]!));
        Assert.Null(span["parentSpanId"]);
        Assert.Equal(2, (int)resources[1]!["scopeSpans"]![0]!["spans"]![0]!["status"]!["code"]!);
    }

    [Fact]
    public async Task A_search_needs_a_time_range_and_no_service()
    {
        string all = await GetAsync("/api/v3/traces?" + fixture.Range);
        Assert.Single(JsonNode.Parse(all)!["result"]!["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]!.AsArray().Select(span => (string)span!["traceId"]!).Distinct());
        Assert.Equal(all, await GetAsync("/api/v3/traces?query.service_name=frontend&query.num_traces=5&" + fixture.Range.Replace("startTimeM", "start_time_m", StringComparison.Ordinal)));
        Assert.Equal(all, await GetAsync("/api/v3/traces?query.serviceName=backend&query.attributes=%7B%22db.system%22%3A%22pg%22%7D&query.durationMin=1ms&" + fixture.Range));
        (HttpStatusCode status, string body) = await TryGetAsync("/api/v3/traces?query.serviceName=nobody&" + fixture.Range);
        Assert.Equal((HttpStatusCode.NotFound, """{"error":{"httpCode":404,"message":"No traces found"}}"""), (status, body));
    }

    [Fact]
    public async Task What_is_under_one_resource_is_of_one_trace()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string other = TraceId[..^1] + "d";
        await SentTrace.SendAsync(
            server, "shop", SentTrace.Span(TraceId, 1, "a", fixture.StartNs, 1_000), SentTrace.Span(other, 2, "b", fixture.StartNs + 5_000, 1_000));
        JsonArray resources = JsonNode.Parse(await server.GetAsync("jaeger", "/api/v3/traces?" + fixture.Range))!["result"]!["resourceSpans"]!.AsArray();
        Assert.Equal([other, TraceId], resources.Select(resource => (string)Assert.Single(resource!["scopeSpans"]![0]!["spans"]!.AsArray())!["traceId"]!));
    }

    [Fact]
    public async Task Summaries_have_the_types_that_clients_validate()
    {
        JsonNode summary = Assert.Single(JsonNode.Parse(await GetAsync("/api/v3/trace-summaries?query.serviceName=frontend&query.searchDepth=20&" + fixture.Range))!["summaries"]!.AsArray())!;
        Assert.Equal($$"""
            {"traceId":"{{TraceId}}","rootServiceName":"frontend","rootOperationName":"GET /","minStartTimeUnixNano":"{{fixture.StartNs}}","maxEndTimeUnixNano":"{{fixture.StartNs + 9_000_000}}","spanCount":3,"errorSpanCount":1,"orphanSpanCount":0,"services":[{"name":"backend","spanCount":1,"errorSpanCount":1},{"name":"frontend","spanCount":2,"errorSpanCount":0}]}
            """, summary.ToJsonString());
        Assert.Equal("""{"summaries":[]}""", await GetAsync("/api/v3/trace-summaries?query.serviceName=nobody&" + fixture.Range));
    }

    [Theory]
    [InlineData("traces", "query.startTimeMin and query.startTimeMax are required")]
    [InlineData("traces?query.startTimeMin=2026-01-01T00:00:00Z", "query.startTimeMin and query.startTimeMax are required")]
    [InlineData("traces?query.startTimeMin=today&query.startTimeMax=2026-01-01T00:00:00Z", "malformed parameter query.startTimeMin: ")]
    [InlineData("traces?query.start_time_min=2026-01-01T00:00:00Z&query.start_time_max=x", "malformed parameter query.start_time_max: ")]
    [InlineData("trace-summaries?query.startTimeMin=2026-01-02T00:00:00Z&query.startTimeMax=2026-01-01T00:00:00Z", "query.startTimeMin must be before query.startTimeMax")]
    [InlineData("traces?{range}&query.searchDepth=many", "malformed parameter query.searchDepth: ")]
    [InlineData("traces?{range}&query.num_traces=0", "malformed parameter query.num_traces: ")]
    [InlineData("traces?{range}&query.durationMin=long", "malformed parameter query.durationMin: ")]
    [InlineData("traces?{range}&query.attributes=[", "malformed parameter query.attributes: ")]
    [InlineData("traces?{range}&query.attributes={\"a\":1}", "malformed parameter query.attributes: ")]
    [InlineData("traces?{range}&query.rawTraces=maybe", "malformed parameter query.rawTraces: ")]
    [InlineData("traces?{range}&query.filter={}", "malformed parameter query.filter: ")]
    [InlineData("traces/xyz", "malformed parameter trace_id: ")]
    [InlineData("traces/00000000000000000000000000000000", "malformed parameter trace_id: ")]
    [InlineData("traces/1?startTime=x", "malformed parameter startTime: ")]
    [InlineData("operations", "malformed parameter service: ")]
    [InlineData("operations?service=a&spanKind=odd", "malformed parameter spanKind: ")]
    public async Task Bad_requests_are_named(string path, string message)
    {
        (HttpStatusCode status, string body) = await TryGetAsync("/api/v3/" + path.Replace("{range}", fixture.Range, StringComparison.Ordinal));
        JsonNode error = JsonNode.Parse(body)!["error"]!;
        Assert.Equal((HttpStatusCode.BadRequest, 400), (status, (int)error["httpCode"]!));
        Assert.StartsWith(message, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_trace_is_404()
    {
        (HttpStatusCode status, string body) = await TryGetAsync("/api/v3/traces/1234");
        Assert.Equal((HttpStatusCode.NotFound, """{"error":{"httpCode":404,"message":"No traces found"}}"""), (status, body));
    }

    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public async Task Answers_have_the_shape_of_the_reference()
    {
        var conformance = new Conformance("jaeger-apiv3");
        foreach ((string name, string path) in ((string, string)[])
        [
            ("GetServices", "/api/v3/services"), ("GetOperations", "/api/v3/operations?service=frontend"), ("GetTrace", "/api/v3/traces/" + TraceId),
            ("FindTraces", "/api/v3/traces?" + fixture.Range), ("FindTraceSummaries", "/api/v3/trace-summaries?" + fixture.Range),
        ])
        {
            JsonNode expected = JsonNode.Parse(File.ReadAllText(Conformance.PathOf("jaeger", "apiv3", name + ".json")))!;
            JsonNode actual = JsonNode.Parse(await GetAsync(path))!;
            conformance.Run(name, () => JsonShape.Missing(expected, actual));
        }

        conformance.Finish(5);
    }

    private async Task<string> GetAsync(string path) => await fixture.Server.GetAsync("jaeger", path);

    private async Task<(HttpStatusCode Status, string Body)> TryGetAsync(string path)
    {
        using HttpResponseMessage response = await fixture.Server.Client.GetAsync(fixture.Server.Url("jaeger", path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public ulong StartNs { get; } = OtlpBodies.NowNs() - 60_000_000_000;

        public string Range => $"query.startTimeMin={Rfc3339((long)StartNs - 1)}&query.startTimeMax={Rfc3339((long)StartNs + 1_000_000_000)}";

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            await SentTrace.SendAsync(
                Server,
                (SentTrace.Text("service.name", "frontend"),
                    SentTrace.Span(TraceId, 1, "GET /", StartNs, 9_000_000, more: "\"kind\":2") + ","
                    + SentTrace.Span(TraceId, 2, "work", StartNs + 1_000_000, 6_000_000, parent: 1)),
                (SentTrace.Text("service.name", "backend"),
                    SentTrace.Span(TraceId, 3, "query", StartNs + 2_000_000, 2_000_000, parent: 2,
                        more: $"\"kind\":3,\"status\":{{\"code\":2}},\"attributes\":[{SentTrace.Text("db.system", "pg")}]")));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();

        private static string Rfc3339(long ns) =>
            (DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(ns / 100)).ToString("yyyy-MM-ddTHH:mm:ss.fffffff", CultureInfo.InvariantCulture) + $"{ns % 100:00}Z";
    }
}
