using System.Net;
using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Tempo;

public sealed class TempoSearchTests(TempoSearchTests.Fixture fixture) : IClassFixture<TempoSearchTests.Fixture>
{
    private const string WholeId = "00f067aa0ba902b7a3ce929d0e0e4736";
    private const string RootlessId = "1bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task An_answer_has_the_form_of_Tempo()
    {
        JsonNode answer = await SearchAsync("{ resource.service.name = \"shop\" && span.http.status_code >= 500 }");
        ulong startNs = fixture.StartNs;
        string set = $$$"""{"spans":[{"spanID":"0000000000000002","startTimeUnixNano":"{{{startNs + 1_000_000}}}","durationNanos":"2000000","attributes":[{"key":"service.name","value":{"stringValue":"shop"}},{"key":"http.status_code","value":{"intValue":"503"}}]}],"matched":1}""";
        JsonNode expected = JsonNode.Parse($$$"""
            {"traceID":"f067aa0ba902b7a3ce929d0e0e4736","rootServiceName":"web","rootTraceName":"GET /","startTimeUnixNano":"{{{startNs}}}","durationMs":9,
             "spanSet":{{{set}}},"spanSets":[{{{set}}}],"serviceStats":{"web":{"spanCount":1},"shop":{"spanCount":2,"errorCount":1} } }
            """)!;
        JsonNode actual = Assert.Single(answer["traces"]!.AsArray())!;
        Sort(expected["spanSet"]!);
        Sort(actual["spanSet"]!);
        Sort(expected["spanSets"]![0]!);
        Sort(actual["spanSets"]![0]!);
        Assert.True(JsonNode.DeepEquals(expected, actual), actual.ToJsonString());
        Assert.True((int)answer["metrics"]!["inspectedTraces"]! >= 1);
        Assert.NotNull((string)answer["metrics"]!["inspectedSpans"]!);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("{}", 2)]
    [InlineData("{ status = error }", 1)]
    [InlineData("{ name = \"GET /\" } >> { name = \"query\" }", 1)]
    [InlineData("{ duration > 1h }", 0)]
    public async Task Queries_find_traces(string query, int count) => Assert.Equal(count, (await SearchAsync(query))["traces"]!.AsArray().Count);

    [Theory]
    [InlineData("tags=service.name%3DSHO", 1)]
    [InlineData("tags=http.status_code%3D503%20service.name%3Dshop", 1)]
    [InlineData("tags=service.name%3Dnobody", 0)]
    [InlineData("minDuration=5ms", 1)]
    [InlineData("maxDuration=5ms", 1)]
    [InlineData("minDuration=1ms&maxDuration=1h", 2)]
    public async Task Tags_and_durations_find_traces(string parameters, int count) =>
        Assert.Equal(count, JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/search?" + parameters))!["traces"]!.AsArray().Count);

    [Fact]
    public async Task A_trace_without_root_says_so()
    {
        JsonNode trace = Assert.Single((await SearchAsync("{ name = \"orphan\" }"))["traces"]!.AsArray())!;
        Assert.Equal(("<root span not yet received>", null), ((string)trace["rootServiceName"]!, (string?)trace["rootTraceName"]));
        Assert.Equal(RootlessId, (string)trace["traceID"]!);
    }

    [Fact]
    public async Task Limits_cut_traces_and_spans()
    {
        Assert.Single(JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/search?limit=1"))!["traces"]!.AsArray());
        JsonNode set = JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/search?spss=1&q=" + Uri.EscapeDataString("{ trace:id = \"" + WholeId + "\" }")))!["traces"]![0]!["spanSets"]![0]!;
        Assert.Equal((3, 1), ((int)set["matched"]!, set["spans"]!.AsArray().Count));
        JsonNode whole = JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/search?spss=0&q=" + Uri.EscapeDataString("{ trace:id = \"" + WholeId + "\" }")))!["traces"]![0]!["spanSets"]![0]!;
        Assert.Equal(3, whole["spans"]!.AsArray().Count);
        Assert.Empty(JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/search?start=1&end=2"))!["traces"]!.AsArray());
        Assert.Equal(2, JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/search?start=0&end=0"))!["traces"]!.AsArray().Count);
    }

    [Fact]
    public async Task Protobuf_is_given_to_those_who_accept_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Server.Url("tempo", "/api/search?q=" + Uri.EscapeDataString("{ status = error }")));
        request.Headers.Add("Accept", "application/protobuf");
        using HttpResponseMessage response = await fixture.Server.Client.SendAsync(request);
        Assert.Equal("application/protobuf", response.Content.Headers.ContentType!.MediaType);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        byte[] trace = Field(body, 1);
        Assert.Equal("f067aa0ba902b7a3ce929d0e0e4736"u8.ToArray(), Field(trace, 1));
        Assert.Equal("web"u8.ToArray(), Field(trace, 2));
        Assert.Equal(Field(trace, 6), Field(trace, 7));
        Assert.Equal("0000000000000002"u8.ToArray(), Field(Field(trace, 6), 1)[2..18]);
        Assert.NotEmpty(Field(body, 2));
    }

    [Theory]
    [InlineData("q=%7B", "invalid TraceQL query: parse error at line 1, col ")]
    [InlineData("q=%7B%20name%20%3D%205%20%7D", "invalid TraceQL query: ")]
    [InlineData("q=%7B%7D%20%7C%20rate()", "metrics query")]
    [InlineData("q=%7B%7D&tags=a%3Db", "can't specify tags")]
    [InlineData("limit=0", "invalid limit")]
    [InlineData("spss=101", "invalid spss")]
    [InlineData("minDuration=5", "invalid minDuration")]
    [InlineData("minDuration=5s&maxDuration=1s", "invalid maxDuration")]
    [InlineData("start=9&end=5", "http parameter start must be before end. received start=9 end=5")]
    public async Task Bad_requests_are_plain_text(string parameters, string part)
    {
        using HttpResponseMessage response = await fixture.Server.Client.GetAsync(fixture.Server.Url("tempo", "/api/search?" + parameters));
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains(part, body, StringComparison.Ordinal);
    }

    private async Task<JsonNode> SearchAsync(string query) =>
        JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/search?limit=20&q=" + Uri.EscapeDataString(query)))!;

    private static void Sort(JsonNode set)
    {
        JsonArray attributes = set["spans"]![0]!["attributes"]!.AsArray();
        string[] sorted = [.. attributes.Select(attribute => attribute!.ToJsonString()).Order(StringComparer.Ordinal)];
        attributes.Clear();
        foreach (string attribute in sorted)
        {
            attributes.Add(JsonNode.Parse(attribute));
        }
    }

    private static byte[] Field(byte[] message, int wanted)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == wanted && reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
            {
                return bytes.ToArray();
            }

            reader.TrySkip(type);
        }

        throw new InvalidDataException($"no field {wanted}");
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public ulong StartNs { get; } = OtlpBodies.NowNs() / 1_000_000 * 1_000_000 - 30_000_000_000;

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            const string Status = """{"key":"http.status_code","value":{"intValue":"503"}}""";
            await SentTrace.SendAsync(
                Server,
                (SentTrace.Text("service.name", "web"), SentTrace.Span(WholeId, 1, "GET /", StartNs, 9_000_000)),
                (SentTrace.Text("service.name", "shop"),
                    SentTrace.Span(WholeId, 2, "buy", StartNs + 1_000_000, 2_000_000, parent: 1, more: $"\"status\":{{\"code\":2}},\"attributes\":[{Status}]") + ","
                    + SentTrace.Span(WholeId, 3, "query", StartNs + 1_500_000, 1_000_000, parent: 2)));
            await SentTrace.SendAsync(Server, "late", SentTrace.Span(RootlessId, 9, "orphan", StartNs, 3_000_000, parent: 8));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
