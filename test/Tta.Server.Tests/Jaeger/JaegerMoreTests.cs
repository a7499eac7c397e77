using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tta.Server.Tests.Otlp;
using Tta.TestKit;

namespace Tta.Server.Tests.Jaeger;

/// <summary>Dependencies, service performance, archive, transform and adjustment, as their clients ask for them.</summary>
public sealed class JaegerMoreTests(JaegerMoreTests.Fixture fixture) : IClassFixture<JaegerMoreTests.Fixture>
{
    private const string TraceId = "3f2504e04f8911d39a0c0305e82c3301";

    [Fact]
    public async Task Dependencies_count_calls_between_services()
    {
        string all = await GetAsync($"/api/dependencies?endTs={fixture.NowMs + 1000}&lookback=3600000");
        Assert.Equal("""[{"parent":"shop","child":"db","callCount":2},{"parent":"web","child":"shop","callCount":1}]""", DataOf(all).ToJsonString());
        Assert.Equal("""[{"parent":"web","child":"shop","callCount":1}]""", DataOf(await GetAsync("/api/dependencies?service=web")).ToJsonString());
        Assert.Equal("[]", DataOf(await GetAsync("/api/dependencies?endTs=1000000&lookback=1000")).ToJsonString());
    }

    [Fact]
    public async Task Paths_lead_through_services_past_the_one_that_is_asked_for()
    {
        JsonArray paths = JsonNode.Parse(await GetAsync("/api/deep-dependencies?service=shop"))!["dependencies"]!.AsArray();
        Assert.Equal(["GET / > buy > insert", "GET / > buy > select"], paths.Select(each => string.Join(" > ", each!["path"]!.AsArray().Select(call => (string)call!["operation"]!))).Order());
        JsonNode path = paths[0]!;
        Assert.Equal(["web", "shop", "db"], path["path"]!.AsArray().Select(call => (string)call!["service"]!));
        Assert.Equal(("exemplar_trace_id", TraceId), ((string)path["attributes"]![0]!["key"]!, (string)path["attributes"]![0]!["value"]!));
        Assert.Empty(JsonNode.Parse(await GetAsync("/api/deep-dependencies?service=shop&operation=nothing"))!["dependencies"]!.AsArray());
    }

    [Fact]
    public async Task Quality_is_that_of_the_spans_of_a_service()
    {
        JsonNode quality = JsonNode.Parse(await GetAsync("/api/quality-metrics?service=shop&hours=1"))!;
        Assert.Equal(["coverage", "quality"], quality["scores"]!.AsArray().Select(score => (string)score!["key"]!));
        JsonNode parents = Assert.Single(quality["metrics"]!.AsArray(), metric => (string)metric!["name"]! == "Parents are stored")!;
        Assert.Equal((1, 0), ((int)parents["passCount"]!, (int)parents["failureCount"]!));
        Assert.Equal(TraceId, (string)parents["passExamples"]![0]!["traceID"]!);
        JsonNode failures = Assert.Single(quality["metrics"]!.AsArray(), metric => (string)metric!["name"]! == "Failures are explained")!;
        Assert.Equal(1, (int)failures["failureCount"]!);
        Assert.All(JsonNode.Parse(await GetAsync("/api/quality-metrics?service=nobody"))!["scores"]!.AsArray(), score => Assert.Equal(0, (int)score!["value"]!));
    }

    [Fact]
    public async Task Both_sides_of_a_call_with_one_id_are_shown_and_count_as_a_call()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        ulong start = (ulong)(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() - 20_000) * 1_000_000;
        await SentTrace.SendAsync(
            server,
            (SentTrace.Text("service.name", "web"), SentTrace.Span(TraceId, 1, "call", start, 50_000_000, more: "\"kind\":3")),
            (SentTrace.Text("service.name", "shop"), SentTrace.Span(TraceId, 1, "handle", start + 1, 30_000_000, more: "\"kind\":2")));
        JsonNode spans = DataOf(await server.GetAsync("jaeger", $"/api/traces/{TraceId}"))[0]!["spans"]!;
        Assert.Equal(["call", "handle"], spans.AsArray().Select(span => (string)span!["operationName"]!).Order());
        Assert.Equal(2, spans.AsArray().Select(span => (string)span!["spanID"]!).Distinct().Count());
        Assert.Equal("""[{"parent":"web","child":"shop","callCount":1}]""", DataOf(await server.GetAsync("jaeger", "/api/dependencies")).ToJsonString());
        JsonNode path = Assert.Single(JsonNode.Parse(await server.GetAsync("jaeger", "/api/deep-dependencies?service=shop"))!["dependencies"]!.AsArray())!;
        Assert.Equal(["web", "shop"], path["path"]!.AsArray().Select(call => (string)call!["service"]!));
    }

    [Fact]
    public async Task Service_performance_comes_from_the_metrics_made_from_spans()
    {
        await fixture.Server.Host.Composition.SpanMetrics!.RunOnceAsync(CancellationToken.None);
        fixture.Time.Advance(TimeSpan.FromSeconds(1));
        string window = $"endTs={fixture.NowMs + 1000}&lookback=60000&step=5000&ratePer=600000";
        JsonNode calls = JsonNode.Parse(await GetAsync($"/api/metrics/calls?service=web&service=shop&{window}"))!;
        Assert.Equal(("service_call_rate", "GAUGE", "calls/sec, grouped by service"), ((string)calls["name"]!, (string)calls["type"]!, (string)calls["help"]!));
        Assert.Equal(["shop", "web"], calls["metrics"]!.AsArray().Select(metric => (string)metric!["labels"]![0]!["value"]!).Order());
        JsonNode point = calls["metrics"]![0]!["metricPoints"]!.AsArray()[^1]!;
        Assert.True((double)point["gaugeValue"]!["doubleValue"]! > 0);
        Assert.Matches("^[0-9-]{10}T[0-9:]{8}(\\.[0-9]+)?Z$", (string)point["timestamp"]!);

        JsonNode errors = JsonNode.Parse(await GetAsync($"/api/metrics/errors?service=web&service=shop&groupByOperation=true&{window}"))!;
        Assert.Equal("service_operation_error_rate", (string)errors["name"]!);
        Assert.Equal([("GET /", "web", 0d), ("buy", "shop", 1d)], errors["metrics"]!.AsArray().Select(metric => (
            (string)metric!["labels"]![0]!["value"]!, (string)metric["labels"]![1]!["value"]!,
            (double)metric["metricPoints"]!.AsArray()[^1]!["gaugeValue"]!["doubleValue"]!)).Order());

        JsonNode latencies = JsonNode.Parse(await GetAsync($"/api/metrics/latencies?service=web&quantile=0.95&{window}"))!;
        double p95 = (double)latencies["metrics"]![0]!["metricPoints"]!.AsArray()[^1]!["gaugeValue"]!["doubleValue"]!;
        Assert.InRange(p95, 32, 64); // The span took 50 ms; its bucket ends at 64.
    }

    [Theory]
    [InlineData("/api/metrics/calls", "'service'")]
    [InlineData("/api/metrics/latencies?service=a", "'quantile'")]
    [InlineData("/api/metrics/calls?service=a&spanKind=odd", "'spanKind'")]
    [InlineData("/api/metrics/calls?service=a&step=0", "'step'")]
    [InlineData("/api/metrics/calls?service=a&lookback=x", "'lookback'")]
    [InlineData("/api/metrics/calls?service=a&groupByOperation=perhaps", "'groupByOperation'")]
    [InlineData("/api/metrics/calls?service=a&step=1&lookback=86400000", "maximum resolution")]
    [InlineData("/api/dependencies?endTs=-1", "'endTs'")]
    [InlineData("/api/deep-dependencies", "'service'")]
    [InlineData("/api/quality-metrics", "'service'")]
    [InlineData("/api/quality-metrics?service=a&hours=0", "'hours'")]
    [InlineData("/api/traces/1?raw=perhaps", "'raw'")]
    public async Task Bad_requests_are_named(string path, string part)
    {
        (HttpStatusCode status, string body) = await SendAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(part, (string)JsonNode.Parse(body)!["errors"]![0]!["msg"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_performance_is_off_when_nothing_is_counted()
    {
        await using RunningServer server = await RunningServer.StartAsync(options => options with { SpanMetrics = null });
        using HttpResponseMessage response = await server.Client.GetAsync(server.Url("jaeger", "/api/metrics/calls?service=a"));
        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
        Assert.Equal("15000", DataOf(await server.GetAsync("jaeger", "/api/metrics/minstep")).ToJsonString());
    }

    [Fact]
    public async Task An_archived_trace_is_answered_by_its_id()
    {
        (HttpStatusCode status, string body) = await SendAsync(HttpMethod.Post, "/api/archive/" + TraceId);
        Assert.Equal((HttpStatusCode.OK, """{"data":[],"total":0,"limit":0,"offset":0,"errors":null}"""), (status, body));
        Assert.Equal(4, DataOf(await GetAsync("/api/traces/" + TraceId))[0]!["spans"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Post, "/api/archive/1234")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Post, "/api/archive/nothex")).Status);
    }

    [Fact]
    public async Task Spans_of_another_host_are_moved_into_their_parent_unless_raw()
    {
        JsonArray adjusted = DataOf(await GetAsync("/api/traces/" + Fixture.SkewedTraceId))[0]!["spans"]!.AsArray();
        JsonArray raw = DataOf(await GetAsync($"/api/traces/{Fixture.SkewedTraceId}?raw=true"))[0]!["spans"]!.AsArray();
        JsonNode Child(JsonArray spans) => spans.Single(span => (string)span!["operationName"]! == "there")!;
        Assert.Equal((long)adjusted.Single(span => (string)span!["operationName"]! == "here")!["startTime"]! + 30_000, (long)Child(adjusted)["startTime"]!);
        Assert.StartsWith("This span's timestamps were adjusted", (string)Child(adjusted)["warnings"]![0]!, StringComparison.Ordinal);
        Assert.Null(Child(raw)["warnings"]);
        Assert.True((long)Child(raw)["startTime"]! < (long)Child(adjusted)["startTime"]!);
    }

    [Theory]
    [InlineData("not JSON", 400, "cannot unmarshal OTLP")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00","spanId":"01"}]}]}]}""", 200, "spans left out")]
    public async Task Files_that_are_no_traces_are_refused(string body, int status, string part)
    {
        (HttpStatusCode actual, string answer) = await SendAsync(HttpMethod.Post, "/api/transform", body);
        Assert.Equal((HttpStatusCode)status, actual);
        Assert.Contains(part, (string)JsonNode.Parse(answer)!["errors"]![0]!["msg"]!, StringComparison.Ordinal);
    }

    [ConformanceFact]
    [Trait("Category", "Conformance")]
    public async Task Transform_gives_the_answer_of_the_reference()
    {
        var conformance = new Conformance("jaeger-transform");
        string sent = await File.ReadAllTextAsync(Conformance.PathOf("jaeger", "otlp2jaeger", "otlp2jaeger-in.json"));
        JsonNode expected = JsonNode.Parse(await File.ReadAllTextAsync(Conformance.PathOf("jaeger", "otlp2jaeger", "otlp2jaeger-out.json")))!;
        (_, string answer) = await SendAsync(HttpMethod.Post, "/api/transform", sent);
        conformance.Run("transform", () => JsonNode.DeepEquals(expected, JsonNode.Parse(answer)) ? null : answer);
        conformance.Finish(1);
    }

    private Task<string> GetAsync(string path) => fixture.Server.GetAsync("jaeger", path);

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, fixture.Server.Url("jaeger", path));
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await fixture.Server.Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    private static JsonNode DataOf(string answer) => JsonNode.Parse(answer)!["data"]!;

    public sealed class Fixture : IAsyncLifetime
    {
        public const string SkewedTraceId = "3f2504e04f8911d39a0c0305e82c3302";

        internal ManualTimeProvider Time { get; } = new(TimeProvider.System.GetUtcNow());

        internal RunningServer Server { get; private set; } = null!;

        public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync(options => options with { TimeProvider = Time });
            ulong start = (ulong)(NowMs - 20_000) * 1_000_000;
            await SentTrace.SendAsync(
                Server,
                (SentTrace.Text("service.name", "web"), SentTrace.Span(TraceId, 1, "GET /", start, 50_000_000, more: "\"kind\":2")),
                (SentTrace.Text("service.name", "shop"), SentTrace.Span(TraceId, 2, "buy", start + 1, 30_000_000, parent: 1, more: "\"kind\":2,\"status\":{\"code\":2}")),
                (SentTrace.Text("service.name", "db"), SentTrace.Span(TraceId, 3, "select", start + 2, 1_000, parent: 2) + "," + SentTrace.Span(TraceId, 4, "insert", start + 3, 1_000, parent: 2)));
            await SentTrace.SendAsync(
                Server,
                (Host("here"), SentTrace.Span(SkewedTraceId, 1, "here", start, 100_000_000)),
                (Host("there"), SentTrace.Span(SkewedTraceId, 2, "there", start - 5_000_000_000, 40_000_000, parent: 1)));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();

        private static string Host(string name) => string.Create(CultureInfo.InvariantCulture, $"{SentTrace.Text("host.name", name)},{SentTrace.Text("service.name", "skewed")}");
    }
}
