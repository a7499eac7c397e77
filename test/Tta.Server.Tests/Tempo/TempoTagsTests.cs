using System.Net;
using System.Text.Json.Nodes;
using Tta.Server.Tempo;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Tempo;

public sealed class TempoTagsTests(TempoTagsTests.Fixture fixture) : IClassFixture<TempoTagsTests.Fixture>
{
    [Fact]
    public async Task Names_come_by_scope()
    {
        JsonNode answer = await GetAsync("/api/v2/search/tags");
        Assert.Equal(["event", "link", "resource", "span", "intrinsic"], answer["scopes"]!.AsArray().Select(scope => (string)scope!["name"]!));
        Assert.Equal(["http.method", "retries"], TagsOf(answer, "span"));
        Assert.Equal(["service.name"], TagsOf(answer, "resource"));
        Assert.Contains("status", TagsOf(answer, "intrinsic"));
        Assert.NotNull(answer["metrics"]);
    }

    [Fact]
    public async Task Names_of_one_scope_and_of_none()
    {
        Assert.Equal("""{"scopes":[{"name":"event","tags":["why"]}],"metrics":{}}""", (await GetAsync("/api/v2/search/tags?scope=event")).ToJsonString());
        Assert.Equal("""{"tagNames":["http.method","retries"],"metrics":{}}""", (await GetAsync("/api/search/tags?scope=span")).ToJsonString());
        Assert.Equal("""{"scopes":[],"metrics":{}}""", (await GetAsync("/api/v2/search/tags?scope=instrumentation")).ToJsonString());
        Assert.Equal("""{"tagNames":[],"metrics":{}}""", (await GetAsync("/api/search/tags?scope=span&start=1&end=2")).ToJsonString());
    }

    [Theory]
    [InlineData("span.http.method", "string GET,string POST")]
    [InlineData(".http.method", "string GET,string POST")]
    [InlineData("span.retries", "int 3")]
    [InlineData("resource.service.name", "string shop")]
    [InlineData("event.why", "string tired")]
    [InlineData("event:name", "string yawned")]
    [InlineData("name", "string child,string root")]
    [InlineData("status", "keyword error,keyword ok,keyword unset")]
    [InlineData("span:kind", "keyword client,keyword consumer,keyword internal,keyword producer,keyword server,keyword unspecified")]
    [InlineData("duration", "")]
    [InlineData("resource.http.method", "")]
    public async Task Values_have_their_types(string tag, string expected)
    {
        JsonNode answer = await GetAsync($"/api/v2/search/tag/{tag}/values");
        Assert.Equal(expected, string.Join(',', answer["tagValues"]!.AsArray().Select(value => $"{value!["type"]} {value["value"]}")));
    }

    [Theory]
    [InlineData("http.method", "GET,POST")]
    [InlineData("service.name", "shop")]
    [InlineData("span.retries", "3")]
    [InlineData("name", "child,root")]
    public async Task Values_of_the_first_form_are_texts(string tag, string expected) =>
        Assert.Equal(expected, string.Join(',', (await GetAsync($"/api/search/tag/{tag}/values"))["tagValues"]!.AsArray().Select(value => (string)value!)));

    [Theory]
    [InlineData("/api/v2/search/tags?scope=moon", "invalid scope: moon")]
    [InlineData("/api/v2/search/tags?start=5&end=4", "start must be before end")]
    [InlineData("/api/search/tags?limit=none", "invalid limit")]
    [InlineData("/api/v2/search/tag/service.name/values", "tag name is not valid intrinsic or scoped attribute: service.name")]
    public async Task Bad_requests_are_plain_text(string path, string part)
    {
        using HttpResponseMessage response = await fixture.Server.Client.GetAsync(fixture.Server.Url("tempo", path));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(part, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/search/tags?scope=span", "0A0B687474702E6D6574686F640A0772657472696573")]
    [InlineData("/api/v2/search/tags?scope=event", "0A0C0A056576656E741203776879")]
    [InlineData("/api/search/tag/service.name/values", "0A0473686F70")]
    [InlineData("/api/v2/search/tag/resource.service.name/values", "0A0E0A06737472696E67120473686F70")]
    public async Task Protobuf_is_given_to_those_who_accept_it(string path, string expectedHex)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Server.Url("tempo", path));
        request.Headers.Add("Accept", "application/protobuf");
        using HttpResponseMessage response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal("application/protobuf", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal(expectedHex, Convert.ToHexString(await response.Content.ReadAsByteArrayAsync()));
    }

    [Theory]
    [InlineData("span.\"foo bar\"", true)]
    [InlineData(".a", true)]
    [InlineData("instrumentation.x", true)]
    [InlineData("rootServiceName", true)]
    [InlineData("link:spanID", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("span.", false)]
    [InlineData("foo", false)]
    [InlineData("intrinsic.name", false)]
    public void Tags_are_those_that_TraceQL_writes(string tag, bool isField) => Assert.Equal(isField, TempoTag.IsField(tag));

    [Theory]
    [InlineData("{ name = \"root\" }", "string GET")]
    [InlineData("{ span.retries > 5 }", "")]
    [InlineData("{ name = \"root\" && .unfinished = }", "string GET")]
    [InlineData("{ nonsense", "string GET,string POST")]
    public async Task Values_follow_a_query_that_may_be_unfinished(string query, string expected)
    {
        JsonNode answer = await GetAsync("/api/v2/search/tag/span.http.method/values?q=" + Uri.EscapeDataString(query));
        Assert.Equal(expected, string.Join(',', answer["tagValues"]!.AsArray().Select(value => $"{value!["type"]} {value["value"]}")));
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await fixture.Server.GetAsync("tempo", path))!;

    private static IEnumerable<string> TagsOf(JsonNode answer, string scope) =>
        answer["scopes"]!.AsArray().Single(each => (string)each!["name"]! == scope)!["tags"]!.AsArray().Select(tag => (string)tag!);

    public sealed class Fixture : IAsyncLifetime
    {
        private const string Retries = """{"key":"retries","value":{"intValue":"3"}}""";
        private const string TraceId = "4bf92f3577b34da6a3ce929d0e0e4736";

        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            ulong startNs = OtlpBodies.NowNs() - 1_000_000_000;
            await SentTrace.SendAsync(
                Server, "shop",
                SentTrace.Span(TraceId, 1, "root", startNs, 5_000_000, more: $$"""
                    "attributes":[{{SentTrace.Text("http.method", "GET")}},{{Retries}}],
                    "events":[{"timeUnixNano":"{{startNs}}","name":"yawned","attributes":[{{SentTrace.Text("why", "tired")}}] } ]
                    """),
                SentTrace.Span(TraceId, 2, "child", startNs + 1, 1_000_000, parent: 1, more: $$"""
                    "attributes":[{{SentTrace.Text("http.method", "POST")}}],
                    "links":[{"traceId":"{{TraceId}}","spanId":"0000000000000001","attributes":[{{SentTrace.Text("linked", "yes")}}] } ]
                    """));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
