using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Tta.Model;
using Tta.Server.Tests.Otlp;
using Tta.Wire.Otlp;

namespace Tta.Server.Tests.Tempo;

public sealed class TempoTracesTests(TempoTracesTests.Fixture fixture) : IClassFixture<TempoTracesTests.Fixture>
{
    private const string TraceId = "00000000000000000000000000abcdef";

    [Theory]
    [InlineData("tempo", "/api/traces/" + TraceId)]
    [InlineData("ui", "/tempo/api/traces/ABCDEF?start=1&end=2000000000")]
    public async Task The_first_form_has_batches(string listener, string path)
    {
        JsonNode span = JsonNode.Parse(await fixture.Server.GetAsync(listener, path))!["batches"]![0]!["scopeSpans"]![0]!["spans"]![0]!;
        Assert.Equal(("AAAAAAAAAAAAAAAAAKvN7w==", "AAAAAAAAAAE=", "SPAN_KIND_SERVER"), ((string)span["traceId"]!, (string)span["spanId"]!, (string)span["kind"]!));
    }

    [Fact]
    public async Task The_second_form_has_the_trace_and_its_status()
    {
        JsonNode answer = JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/v2/traces/" + TraceId))!;
        Assert.Equal("COMPLETE", (string)answer["status"]!);
        Assert.Equal(2, answer["trace"]!["resourceSpans"]![0]!["scopeSpans"]![0]!["spans"]!.AsArray().Count);
        Assert.NotNull(answer["metrics"]);
    }

    [Fact]
    public async Task Protobuf_is_given_to_those_who_accept_it()
    {
        byte[] first = await ProtobufAsync("/api/traces/" + TraceId);
        Assert.Equal(["GET /", "child"], Names(first));

        byte[] second = await ProtobufAsync("/api/v2/traces/" + TraceId);
        var reader = new ProtoReader(second);
        Assert.True(reader.TryReadTag(out int field, out _));
        Assert.Equal(1, field);
        Assert.True(reader.TryReadBytes(out ReadOnlySpan<byte> trace));
        Assert.Equal(first, trace.ToArray());
    }

    [Theory]
    [InlineData("/api/traces/123456", 404)]
    [InlineData("/api/v2/traces/123456", 404)]
    [InlineData("/api/traces/0", 404)]
    [InlineData("/api/traces/nothex", 400)]
    [InlineData("/api/traces/abcdef?start=soon", 400)]
    [InlineData("/api/traces/abcdef?start=5&end=5", 400)]
    public async Task What_cannot_be_answered_is_plain_text(string path, int status)
    {
        using HttpResponseMessage response = await fixture.Server.Client.GetAsync(fixture.Server.Url("tempo", path));
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Health_and_version_are_what_Grafana_asks_for()
    {
        Assert.Equal("echo", await fixture.Server.GetAsync("tempo", "/api/echo"));
        Assert.Equal("echo", await fixture.Server.GetAsync("ui", "/tempo/api/echo"));
        Assert.Equal("ready\n", await fixture.Server.GetAsync("tempo", "/ready"));
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+$", (string)JsonNode.Parse(await fixture.Server.GetAsync("tempo", "/api/status/buildinfo"))!["version"]!);
        Assert.Contains("tta_build_info", await fixture.Server.GetAsync("tempo", "/metrics"), StringComparison.Ordinal);
        foreach (string page in (string[])["", "/version", "/services", "/endpoints", "/config"])
        {
            Assert.NotEmpty(await fixture.Server.GetAsync("tempo", "/status" + page));
        }
    }

    private async Task<byte[]> ProtobufAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, fixture.Server.Url("tempo", path));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/protobuf"));
        using HttpResponseMessage response = await fixture.Server.Client.SendAsync(request);
        Assert.True(response.Content.Headers.ContentType!.MediaType == "application/protobuf", await response.Content.ReadAsStringAsync());
        return await response.Content.ReadAsByteArrayAsync();
    }

    private static List<string> Names(byte[] resourceSpans)
    {
        var batch = new SpanBatch();
        Assert.False(OtlpTraces.DecodeProtobuf(resourceSpans, new Limits(), batch).Error.IsError);
        return [.. Enumerable.Range(0, batch.Spans.Count).Select(i => batch.Read(i).Name)];
    }

    public sealed class Fixture : IAsyncLifetime
    {
        internal RunningServer Server { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Server = await RunningServer.StartAsync();
            ulong startNs = OtlpBodies.NowNs() - 1_000_000_000;
            await SentTrace.SendAsync(
                Server, "shop", SentTrace.Span(TraceId, 1, "GET /", startNs, 5_000_000, more: "\"kind\":2"), SentTrace.Span(TraceId, 2, "child", startNs + 1, 1_000_000, parent: 1));
        }

        public async Task DisposeAsync() => await Server.DisposeAsync();
    }
}
