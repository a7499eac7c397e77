using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Tests.Otlp;

public sealed class OtlpHttpTests
{
    private const string Protobuf = "application/x-protobuf";
    private const string Json = "application/json";

    [Fact]
    public async Task Protobuf_IsStored_AndAnsweredAsProtobuf()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await PostAsync(server, "/v1/traces", OtlpBodies.Traces("shop", 1, 2), Protobuf);
        Assert.Equal((HttpStatusCode.OK, Protobuf), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(2, await SpanCountAsync(server));
    }

    [Theory]
    [InlineData("/v1/traces")]
    [InlineData("/v1/metrics")]
    [InlineData("/v1/logs")]
    public async Task An_empty_request_is_fine(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage json = await PostAsync(server, path, "{}"u8, Json);
        Assert.Equal((HttpStatusCode.OK, Json), (json.StatusCode, json.Content.Headers.ContentType?.MediaType));
        using HttpResponseMessage protobuf = await PostAsync(server, path, [], Protobuf);
        Assert.Equal(HttpStatusCode.OK, protobuf.StatusCode);
    }

    [Fact]
    public async Task All_three_signals_are_visible_to_the_next_query()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await AcceptAsync(server, "/v1/traces", OtlpBodies.TracesJson("shop", "00000000000000aa"));
        await AcceptAsync(server, "/v1/metrics", OtlpBodies.GaugeJson("shop", "queue.length", 7.5));
        await AcceptAsync(server, "/v1/logs", OtlpBodies.LogsJson("shop", "hello"));
        Assert.Equal(1, await SpanCountAsync(server));
        Assert.Contains("\"7.5\"", await server.GetAsync("prometheus", "/api/v1/query?query=queue_length"), StringComparison.Ordinal);
        using JsonDocument status = JsonDocument.Parse(await server.GetAsync("ui", "/api/tta/v1/status"));
        JsonElement logs = status.RootElement.GetProperty("stores").EnumerateArray().Single(s => s.GetProperty("signal").GetString() == "logs");
        Assert.Equal(1, logs.GetProperty("items").GetInt64());
    }

    [Fact]
    public async Task One_bad_span_is_refused_and_its_neighbours_are_kept()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        string body = OtlpBodies.TracesJson("shop", "00000000000000aa", "zz", "00000000000000bb", "0000000000000000");
        using HttpResponseMessage response = await PostAsync(server, "/v1/traces", Encoding.UTF8.GetBytes(body), Json);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        JsonElement partial = answer.RootElement.GetProperty("partialSuccess");
        Assert.Equal("2", partial.GetProperty("rejectedSpans").ToString());
        Assert.NotEmpty(partial.GetProperty("errorMessage").GetString()!);
        Assert.Equal(2, await SpanCountAsync(server));
        Assert.Contains("tta_ingest_rejected_total{signal=\"traces\",protocol=\"otlp_http_json\",reason=\"invalid_id\"} 2", await server.GetAsync("agent", "/metrics"), StringComparison.Ordinal);
    }

    public static TheoryData<string, byte[]> UnusableBodies() => new()
    {
        { Protobuf, OtlpBodies.Traces("shop", 1)[..^3] },
        { Protobuf, "this is text"u8.ToArray() },
        { Json, "{\"resourceSpans\":["u8.ToArray() },
        { Json, "[]"u8.ToArray() },
        { Json, Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}") },
        { Json, [0xff, 0xfe, 0x00] },
    };

    [Theory]
    [MemberData(nameof(UnusableBodies))]
    public async Task An_unusable_body_is_400_with_a_status_in_its_own_encoding(string contentType, byte[] body)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await PostAsync(server, "/v1/traces", body, contentType);
        await AssertStatusAsync(response, HttpStatusCode.BadRequest, 3, contentType);
    }

    [Fact]
    public async Task Attributes_nested_ten_thousand_deep_are_refused_with_their_span_only()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] deep = OtlpBodies.Span(1, OtlpBodies.Field(9, OtlpBodies.NestedAttribute(10_000)));
        byte[] body = OtlpBodies.Field(1, OtlpBodies.Field(2, [.. OtlpBodies.Field(2, deep), .. OtlpBodies.Field(2, OtlpBodies.Span(2))]));
        using HttpResponseMessage response = await PostAsync(server, "/v1/traces", body, Protobuf);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(1, await SpanCountAsync(server));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/protobuf; x")]
    [InlineData(null)]
    public async Task Another_content_type_is_415(string? contentType)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await PostAsync(server, "/v1/traces", "{}"u8, contentType);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    [Fact]
    public async Task A_get_is_405_and_an_unknown_signal_404()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage get = await server.Client.GetAsync(server.Url("otlp-http", "/v1/traces"));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        using HttpResponseMessage unknown = await PostAsync(server, "/v1development/profiles", "{}"u8, Json);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_413_with_or_without_its_length(bool isChunked)
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Limits = new Limits { MaxRequestBytes = 1000 } });
        using HttpResponseMessage response = await PostAsync(server, "/v1/traces", new byte[2000], Protobuf, isChunked: isChunked);
        await AssertStatusAsync(response, HttpStatusCode.RequestEntityTooLarge, 8, Protobuf);
    }

    [Fact]
    public async Task Compression_is_taken_bounded_and_checked()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Limits = new Limits { MaxDecompressedBytes = 100_000 } });
        byte[] body = OtlpBodies.Traces("shop", 1);
        using HttpResponseMessage good = await PostAsync(server, "/v1/traces", OtlpBodies.Gzip(body), Protobuf, "gzip");
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Equal(1, await SpanCountAsync(server));

        using HttpResponseMessage bomb = await PostAsync(server, "/v1/traces", OtlpBodies.Gzip(new byte[10_000_000]), Protobuf, "gzip");
        await AssertStatusAsync(bomb, HttpStatusCode.RequestEntityTooLarge, 8, Protobuf);
        using HttpResponseMessage garbage = await PostAsync(server, "/v1/traces", body, Protobuf, "gzip");
        await AssertStatusAsync(garbage, HttpStatusCode.BadRequest, 3, Protobuf);
        using HttpResponseMessage cut = await PostAsync(server, "/v1/traces", OtlpBodies.Gzip(body).AsSpan()[..^12], Protobuf, "gzip");
        await AssertStatusAsync(cut, HttpStatusCode.BadRequest, 3, Protobuf);
        using HttpResponseMessage unknown = await PostAsync(server, "/v1/traces", body, Protobuf, "br");
        await AssertStatusAsync(unknown, HttpStatusCode.UnsupportedMediaType, 12, Protobuf);
    }

    [Fact]
    public async Task A_full_disk_is_503_with_a_time_to_come_back()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            o => o with { Limits = new Limits { FreeSpaceFloorBytes = long.MaxValue, FreeSpaceFloorRatio = 2 } });
        using HttpResponseMessage response = await PostAsync(server, "/v1/traces", OtlpBodies.Traces("shop", 1), Protobuf);
        await AssertStatusAsync(response, HttpStatusCode.ServiceUnavailable, 14, Protobuf);
        Assert.True(response.Headers.RetryAfter?.Delta > TimeSpan.Zero);
    }

    [Fact]
    public async Task Many_exports_at_once_are_all_kept()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 60).Select(async i =>
        {
            using HttpResponseMessage response = await PostAsync(server, "/v1/traces", OtlpBodies.Traces("shop", (ulong)(2 * i) + 1, (ulong)(2 * i) + 2), Protobuf);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }));
        Assert.Equal(120, await SpanCountAsync(server));
    }

    [Fact]
    public async Task A_page_on_this_machine_may_send_and_another_may_not()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var preflight = new HttpRequestMessage(HttpMethod.Options, server.Url("otlp-http", "/v1/traces"));
        preflight.Headers.Add("Origin", "http://localhost:5173");
        preflight.Headers.Add("Access-Control-Request-Method", "POST");
        using HttpResponseMessage allowed = await server.Client.SendAsync(preflight);
        Assert.Equal(HttpStatusCode.NoContent, allowed.StatusCode);
        Assert.Equal("http://localhost:5173", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Contains("content-type", Assert.Single(allowed.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);

        using var foreign = new HttpRequestMessage(HttpMethod.Options, server.Url("otlp-http", "/v1/traces"));
        foreign.Headers.Add("Origin", "https://evil.example");
        using HttpResponseMessage refused = await server.Client.SendAsync(foreign);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task The_same_api_is_under_its_prefix_on_the_ui_port()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var content = new ByteArrayContent("{}"u8.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue(Json);
        using HttpResponseMessage response = await server.Client.PostAsync(server.Url("ui", "/otlp/v1/traces"), content);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    internal static async Task AcceptAsync(RunningServer server, string path, string json)
    {
        using HttpResponseMessage response = await PostAsync(server, path, Encoding.UTF8.GetBytes(json), Json);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    internal static async Task<int> SpanCountAsync(RunningServer server)
    {
        using JsonDocument trace = JsonDocument.Parse(await server.GetAsync("jaeger", $"/api/traces/{OtlpBodies.TraceId}"));
        return trace.RootElement.GetProperty("data")[0].GetProperty("spans").GetArrayLength();
    }

    private static Task<HttpResponseMessage> PostAsync(
        RunningServer server, string path, ReadOnlySpan<byte> body, string? contentType, string? encoding = null, bool isChunked = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Url("otlp-http", path)) { Content = new ByteArrayContent(body.ToArray()) };
        if (contentType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        }

        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        request.Headers.TransferEncodingChunked = isChunked;
        return server.Client.SendAsync(request);
    }

    // google.rpc.Status: field 1 is the code, field 2 the message.
    private static async Task AssertStatusAsync(HttpResponseMessage response, HttpStatusCode expected, int code, string contentType)
    {
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal((expected, contentType), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        if (contentType == Json)
        {
            using JsonDocument status = JsonDocument.Parse(body);
            Assert.Equal(code, status.RootElement.GetProperty("code").GetInt32());
            Assert.NotEmpty(status.RootElement.GetProperty("message").GetString()!);
        }
        else
        {
            Assert.Equal([0x08, (byte)code, 0x12], body[..3]);
        }
    }
}
