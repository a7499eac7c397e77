using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Http;

/// <summary>What a client gets for a request that cannot be answered: the status and words of the original, and a server that goes on.</summary>
public sealed class QueryApiErrorTests(QueryApiErrorTests.ServerFixture fixture) : IClassFixture<QueryApiErrorTests.ServerFixture>
{
    [Theory]
    [InlineData("query?query=sum((", "bad_data", 400, "parse error")]
    [InlineData("query?query=", "bad_data", 400, "query")]
    [InlineData("query?query={job=~\".*\"}", "bad_data", 400, "at least one non-empty matcher")]
    [InlineData("query?query=up&time=yesterday", "bad_data", 400, "invalid parameter \"time\": cannot parse \"yesterday\" to a valid timestamp")]
    [InlineData("query?query=up&limit=-1", "bad_data", 400, "limit")]
    [InlineData("query?query=up&timeout=soon", "bad_data", 400, "to a valid duration")]
    [InlineData("query?query=rate(up)", "bad_data", 400, "range vector")]
    [InlineData("query?query=nothing_like_this(up)", "bad_data", 400, "unknown function")]
    [InlineData("query_range?query=up&start=10&end=5&step=1", "bad_data", 400, "end timestamp must not be before start time")]
    [InlineData("query_range?query=up&start=0&end=5&step=0", "bad_data", 400, "zero or negative query resolution step")]
    [InlineData("query_range?query=up&start=0&end=1000000&step=1", "bad_data", 400, "exceeded maximum resolution of 11,000 points per timeseries")]
    [InlineData("series", "bad_data", 400, "no match[] parameter provided")]
    [InlineData("series?match[]={", "bad_data", 400, "match[]")]
    [InlineData("query_exemplars?query=sum((", "bad_data", 400, "parse error")]
    [InlineData("query_exemplars?query=up&start=10&end=5", "bad_data", 400, "end timestamp must not be before start timestamp")]
    [InlineData("format_query?query=1%2B", "bad_data", 400, "parse error")]
    public async Task Prometheus_BadRequests_AreNamedAsPrometheusNamesThem(string path, string errorType, int status, string part)
    {
        (HttpStatusCode actual, string body) = await GetAsync("prometheus", "/api/v1/" + path);
        JsonNode answer = JsonNode.Parse(body)!;
        Assert.Equal((status, "error", errorType), ((int)actual, (string)answer["status"]!, (string)answer["errorType"]!));
        Assert.Contains(part, (string)answer["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_DeepOrHugeQueries_AreRefusedNotFatal()
    {
        foreach (string query in (string[])[new string('(', 10_000) + "1" + new string(')', 10_000), string.Concat(Enumerable.Repeat("-", 20_000)) + "1", new string('a', 200_000)])
        {
            using var form = new FormUrlEncodedContent([new KeyValuePair<string, string>("query", query)]);
            using HttpResponseMessage response = await fixture.Server.Client.PostAsync(fixture.Server.Url("prometheus", "/api/v1/query"), form);
            Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        }

        Assert.Equal("1", (string)(await PrometheusAsync("query?query=1"))["data"]!["result"]![1]!);
    }

    [Theory]
    [InlineData("/api/traces", 400, "parameter 'service' is required")]
    [InlineData("/api/traces?service=a&minDuration=fast", 400, "invalid duration \"fast\"")]
    [InlineData("/api/traces?service=a&minDuration=2s&maxDuration=1s", 400, "'maxDuration' should be greater than 'minDuration'")]
    [InlineData("/api/traces?service=a&limit=none", 400, "'limit'")]
    [InlineData("/api/traces?service=a&start=x", 400, "'start'")]
    [InlineData("/api/traces?service=a&tag=nocolon", 400, "expecting key:value")]
    [InlineData("/api/traces?service=a&tags={", 400, "'tags'")]
    [InlineData("/api/traces/zz", 400, "invalid trace id")]
    [InlineData("/api/traces/00000000000000000000000000000000", 400, "invalid trace id")]
    [InlineData("/api/traces/00000000000000000000000000000abc", 404, "trace not found")]
    [InlineData("/api/operations?service=a&spanKind=sideways", 400, "unsupported span kind 'sideways'")]
    public async Task Jaeger_BadRequests_HaveTheEnvelopeAndTheStatus(string path, int status, string part)
    {
        (HttpStatusCode actual, string body) = await GetAsync("jaeger", path);
        JsonNode error = JsonNode.Parse(body)!["errors"]![0]!;
        Assert.Equal((status, status), ((int)actual, (int)error["code"]!));
        Assert.Contains(part, (string)error["msg"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query_range?query={job=", "parse error at line 1, col")]
    [InlineData("query_range?query={job=\"a\"}&limit=0", "limit must be a positive value")]
    [InlineData("query_range?query={job=\"a\"}&limit=100000", "max entries limit per query exceeded")]
    [InlineData("query_range?query={job=\"a\"}&start=5&end=1", "end timestamp must not be before")]
    [InlineData("query_range?query={job=\"a\"}&direction=up", "invalid direction 'up'")]
    [InlineData("query_range?query={job=\"a\"}&since=later", "'since'")]
    [InlineData("query?query={job=\"a\"}", "log queries are not supported as an instant query type")]
    public async Task Loki_BadRequests_ArePlainText(string path, string part)
    {
        (HttpStatusCode actual, string body) = await GetAsync("loki", "/loki/api/v1/" + path);
        Assert.Equal(HttpStatusCode.BadRequest, actual);
        Assert.Contains(part, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Loki_TheHealthQueryOfGrafana_IsTwo()
    {
        JsonNode answer = JsonNode.Parse(await fixture.Server.GetAsync("loki", "/loki/api/v1/query?query=vector(1)%2Bvector(1)&time=4000000000"))!;
        Assert.Equal("2", (string)answer["data"]!["result"]![0]!["value"]![1]!);
    }

    [Theory]
    [InlineData("traces?limit=0", 400, "limit")]
    [InlineData("traces?minDurationMs=long", 400, "minDurationMs")]
    [InlineData("traces?tags=x", 400, "key=value")]
    [InlineData("overview?startMs=5&endMs=1", 400, "lies before startMs")]
    [InlineData("llm/calls/1/2", 404, "no model call")]
    [InlineData("llm/costs?by=moon", 400, "by: expected persona")]
    public async Task Ui_BadRequests_SayWhatIsWrong(string path, int status, string part)
    {
        (HttpStatusCode actual, string body) = await GetAsync("ui", "/api/tta/v1/" + path);
        Assert.Equal(status, (int)actual);
        Assert.Contains(part, (string)JsonNode.Parse(body)!["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prometheus_ListsAndMetadata_ShowWhatWasPushed()
    {
        using var content = new StringContent(OtlpBodies.GaugeJson("lists", "listed_metric", 2.5), Encoding.UTF8, "application/json");
        using HttpResponseMessage sent = await fixture.Server.Client.PostAsync(fixture.Server.Url("otlp-http", "/v1/metrics"), content);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);

        JsonNode series = Assert.Single((await PrometheusAsync("series?match[]=listed_metric"))["data"]!.AsArray())!;
        Assert.Equal("lists", (string)series["job"]!);
        Assert.Contains("service_name", (await PrometheusAsync("labels?match[]=listed_metric"))["data"]!.AsArray().Select(name => (string)name!));
        Assert.Equal("lists", (string)Assert.Single((await PrometheusAsync("label/job/values?match[]=listed_metric"))["data"]!.AsArray())!);
        Assert.Equal("gauge", (string)(await PrometheusAsync("metadata?metric=listed_metric"))["data"]!["listed_metric"]![0]!["type"]!);
        Assert.Equal("sum by (job) (up)", (string)(await PrometheusAsync("format_query?query=sum(up)by(job)"))["data"]!);
        JsonNode limited = await PrometheusAsync("query?query=listed_metric or vector(1)&limit=1");
        Assert.Contains("results truncated due to limit", limited["warnings"]!.AsArray().Select(warning => (string)warning!));
    }

    private async Task<JsonNode> PrometheusAsync(string path) => JsonNode.Parse(await fixture.Server.GetAsync("prometheus", "/api/v1/" + path))!;

    private async Task<(HttpStatusCode Status, string Body)> GetAsync(string listener, string path)
    {
        using HttpResponseMessage response = await fixture.Server.Client.GetAsync(fixture.Server.Url(listener, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public sealed class ServerFixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync() => Server = await RunningServer.StartAsync();

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
