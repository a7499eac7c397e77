using System.Text;
using System.Text.Json.Nodes;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Jaeger;

/// <summary>Requests as the Jaeger page and Grafana's data source send them, word by word.</summary>
public sealed class JaegerClientTests(JaegerClientTests.Fixture fixture) : IClassFixture<JaegerClientTests.Fixture>
{
    private const string TraceId = "7d2504e04f8911d39a0c0305e82c3301";

    [Theory]
    [InlineData("/api/services")]
    [InlineData("/api/services/my%20shop%2Feu/operations")]
    [InlineData("/api/operations?service=my%20shop%2Feu")]
    [InlineData("/api/operations?service=my%20shop%2Feu&spanKind=server")]
    [InlineData("/api/traces?end={end}&limit=20&lookback=1h&maxDuration&minDuration&service=my%20shop%2Feu&start={start}")]
    [InlineData("/api/traces?end={end}&limit=20&lookback=1h&maxDuration=&minDuration=1us&operation=buy&service=my%20shop%2Feu&start={start}&tags=%7B%22error%22%3A%22true%22%7D")]
    [InlineData("/api/traces?service=my%20shop%2Feu&operation=&start={start}&end={end}&minDuration=&maxDuration=&limit=&lookback=custom&tags=%7B%22customer%22%3A%22x%20y%22%7D")]
    [InlineData("/api/traces?service=my+shop%2Feu&tag=customer:x+y&limit=1")]
    [InlineData("/api/traces?traceID=7d2504e04f8911d39a0c0305e82c3301")]
    [InlineData("/api/traces/7d2504e04f8911d39a0c0305e82c3301?start={start}&end={end}")]
    [InlineData("/api/traces/fSUE4E+JEdOaDAMF6CwzAQ==")]
    [InlineData("/api/traces/fSUE4E-JEdOaDAMF6CwzAQ")]
    [InlineData("/api/traces/7d2504e04f8911d39a0c0305e82c3301?prettyPrint=true")]
    public async Task Version_1_answers_with_data(string path)
    {
        JsonNode answer = JsonNode.Parse(await GetAsync(path))!;
        Assert.NotEmpty(answer["data"]!.AsArray());
        Assert.Null(answer["errors"]);
    }

    [Theory]
    [InlineData("/api/v3/services", "services")]
    [InlineData("/api/v3/operations?service=my+shop%2Feu", "operations")]
    [InlineData("/api/v3/trace-summaries?query.serviceName=my+shop%2Feu&query.startTimeMin={min}&query.startTimeMax={max}&query.searchDepth=20", "summaries")]
    [InlineData("/api/v3/trace-summaries?query.service_name=my+shop%2Feu&query.start_time_min=2020-01-01T00:00:00.5+02:00&query.start_time_max=2100-01-01T00:00:00Z", "summaries")]
    [InlineData("/api/v3/trace-summaries?query.startTimeMin={min}&query.startTimeMax={max}&query.searchDepth=20&query.attributes=%7B%22customer%22%3A%22x%20y%22%7D&query.durationMin=1us", "summaries")]
    public async Task Version_3_answers_with_lists(string path, string list) => Assert.NotEmpty(JsonNode.Parse(await GetAsync(path))![list]!.AsArray());

    [Fact]
    public async Task What_is_not_there_is_an_error_beside_what_is()
    {
        JsonNode answer = JsonNode.Parse(await GetAsync($"/api/traces?traceID={TraceId}&traceID=abc"))!;
        Assert.Single(answer["data"]!.AsArray());
        Assert.Equal("""[{"code":404,"msg":"trace not found","traceID":"0000000000000abc"}]""", answer["errors"]!.ToJsonString());
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    public async Task Pretty_print_indents(string value, bool indents) =>
        Assert.Equal(indents, (await GetAsync("/api/services?prettyPrint=" + value)).Contains("\n    \"total\": 1", StringComparison.Ordinal));

    [Fact]
    public async Task An_exported_trace_comes_in_again_as_it_was()
    {
        using HttpResponseMessage file = await fixture.Server.Client.GetAsync(fixture.Server.Url("ui", $"/api/tta/v1/traces/{TraceId}.json"));
        string exported = await file.Content.ReadAsStringAsync();
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);

        await using RunningServer other = await RunningServer.StartAsync();
        using var body = new StringContent(exported, Encoding.UTF8, "application/json");
        using HttpResponseMessage sent = await other.Client.PostAsync(other.Url("otlp-http", "/v1/traces"), body);
        Assert.True(sent.IsSuccessStatusCode);
        Assert.Equal(exported, await other.GetAsync("ui", $"/api/tta/v1/traces/{TraceId}.json"));
        using HttpResponseMessage missing = await other.Client.GetAsync(other.Url("ui", "/api/tta/v1/traces/abc.json"));
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
    }

    private Task<string> GetAsync(string path) => fixture.Server.GetAsync("jaeger", path
        .Replace("{start}", $"{fixture.StartNs / 1000 - 1}", StringComparison.Ordinal).Replace("{end}", $"{fixture.StartNs / 1000 + 60_000_000}", StringComparison.Ordinal)
        .Replace("{min}", "2020-01-01T00%3A00%3A00.000000000Z", StringComparison.Ordinal).Replace("{max}", "2100-01-01T00%3A00%3A00.000Z", StringComparison.Ordinal));

    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public ulong StartNs { get; } = OtlpBodies.NowNs() - 30_000_000_000;

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            await SentTrace.SendAsync(
                Server, "my shop/eu",
                SentTrace.Span(TraceId, 1, "buy", StartNs, 5_000_000, more: $"\"kind\":2,\"status\":{{\"code\":2}},\"attributes\":[{SentTrace.Text("customer", "x y")},{SentTrace.Text("error", "true")}]"));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
