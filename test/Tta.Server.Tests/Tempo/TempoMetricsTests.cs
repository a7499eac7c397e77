using System.Net;
using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Server.Tests.Otlp;
using Tta.TestKit;

namespace Tta.Server.Tests.Tempo;

public sealed class TempoMetricsTests(TempoMetricsTests.Fixture fixture) : IClassFixture<TempoMetricsTests.Fixture>
{
    private const string TraceId = "6bf92f3577b34da6a3ce929d0e0e4736";

    [Fact]
    public async Task A_range_has_labels_samples_and_exemplars()
    {
        JsonNode answer = await GetAsync($"query_range?q={Uri.EscapeDataString("{} | count_over_time() by (resource.service.name)")}&start={fixture.StartS - 60}&end={fixture.StartS + 60}&step=60s");
        Assert.Equal("COMPLETE", (string)answer["status"]!);
        JsonArray series = answer["series"]!.AsArray();
        Assert.Equal(["db", "web"], series.Select(each => (string)each!["labels"]![0]!["value"]!["stringValue"]!).Order());
        JsonNode web = series.Single(each => (string)each!["labels"]![0]!["value"]!["stringValue"]! == "web")!;
        Assert.Equal("resource.service.name", (string)web["labels"]![0]!["key"]!);
        Assert.Equal(2, web["samples"]!.AsArray().Sum(sample => (double)sample!["value"]!));
        Assert.All(web["samples"]!.AsArray(), sample => Assert.Matches("^[0-9]{13}$", (string)sample!["timestampMs"]!));
        Assert.NotEmpty(web["exemplars"]!.AsArray());
        Assert.NotNull((string)web["exemplars"]![0]!["timestampMs"]!);
        Assert.True((int)answer["metrics"]!["inspectedTraces"]! >= 1);
    }

    [Theory]
    [InlineData("start={0}&end={1}")]
    [InlineData("start={0}000000000&end={1}000000000")]
    [InlineData("since=1h")]
    public async Task An_instant_has_one_value_over_the_range(string window)
    {
        string range = string.Format(System.Globalization.CultureInfo.InvariantCulture, window, fixture.StartS - 60, fixture.StartS + 60);
        JsonNode answer = await GetAsync($"query?q={Uri.EscapeDataString("{ status = error } | count_over_time()")}&{range}");
        Assert.Equal(1, (double)Assert.Single(answer["series"]!.AsArray())!["value"]!);
    }

    [Fact]
    public async Task Protobuf_is_given_to_those_who_accept_it()
    {
        foreach (string path in (string[])["query_range", "query"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Server.Url("tempo", $"/api/metrics/{path}?since=1h&q={Uri.EscapeDataString("{} | count_over_time()")}"));
            request.Headers.Add("Accept", "application/protobuf");
            using HttpResponseMessage response = await fixture.Server.Client.SendAsync(request);
            Assert.Equal("application/protobuf", response.Content.Headers.ContentType!.MediaType);
            Assert.True(HasSeries(await response.Content.ReadAsByteArrayAsync()), path);
        }
    }

    [Theory]
    [InlineData("query_range", "missing parameter q")]
    [InlineData("query_range?q={}", "not a metrics query")]
    [InlineData("query_range?q={}|rate(", "invalid TraceQL query: parse error")]
    [InlineData("query_range?q={}|rate()&step=0", "invalid step")]
    [InlineData("query_range?q={}|rate()&start=5&end=5", "http parameter start must be before end")]
    [InlineData("query_range?q={}|rate()&start=yesterday", "invalid start")]
    [InlineData("query?q={}|rate()&since=soon", "invalid since")]
    public async Task Bad_requests_are_plain_text(string path, string part)
    {
        using HttpResponseMessage response = await fixture.Server.Client.GetAsync(fixture.Server.Url("tempo", "/api/metrics/" + path));
        string body = await response.Content.ReadAsStringAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "text/plain"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains(part, body, StringComparison.Ordinal);
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/metrics/" + path))!;

    private static bool HasSeries(byte[] answer)
    {
        var reader = new ProtoReader(answer);
        return reader.TryReadTag(out int field, out _) && field == 1 && reader.TryReadBytes(out ReadOnlySpan<byte> series) && series.Length > 0;
    }

    public sealed class Fixture : IAsyncLifetime
    {
        private readonly ManualTimeProvider _time = new(TimeProvider.System.GetUtcNow());

        internal RunningServer Server { get; private set; } = null!;

        public long StartS => _time.GetUtcNow().ToUnixTimeSeconds() - 600;

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync(options => options with { TimeProvider = _time });
            ulong start = (ulong)StartS * 1_000_000_000;
            await SentTrace.SendAsync(
                Server,
                (SentTrace.Text("service.name", "web"),
                    SentTrace.Span(TraceId, 1, "GET /", start, 9_000_000) + "," + SentTrace.Span(TraceId, 2, "work", start + 1_000, 5_000_000, parent: 1)),
                (SentTrace.Text("service.name", "db"), SentTrace.Span(TraceId, 3, "query", start + 2_000, 1_000_000, parent: 2, more: "\"status\":{\"code\":2}")));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
