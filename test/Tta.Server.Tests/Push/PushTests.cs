using System.Net;
using System.Text;
using System.Text.Json;
using Tta.Model;
using Tta.Server.Tests.Otlp;

namespace Tta.Server.Tests.Push;

public sealed class PushTests
{
    private const string Protobuf = "application/x-protobuf";

    [Fact]
    public async Task Remote_write_is_stored_counted_and_visible()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await WriteAsync(server, Snappy(Series("queue_length", 7.5, NowMs())));
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal("1", Assert.Single(response.Headers.GetValues("X-Prometheus-Remote-Write-Samples-Written")));
        Assert.Contains("\"7.5\"", await server.GetAsync("prometheus", "/api/v1/query?query=queue_length"), StringComparison.Ordinal);
        Assert.Contains("\"7.5\"", await server.GetAsync("ui", "/prometheus/api/v1/query?query=queue_length"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remote_write_of_another_value_at_the_same_time_is_400_and_the_rest_is_kept()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        long now = NowMs();
        using HttpResponseMessage first = await WriteAsync(server, Snappy(Series("a", 1, now)));
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        using HttpResponseMessage second = await WriteAsync(server, Snappy([.. Series("a", 2, now), .. Series("b", 3, now)]));
        Assert.Equal(HttpStatusCode.BadRequest, second.StatusCode);
        Assert.Equal("1", Assert.Single(second.Headers.GetValues("X-Prometheus-Remote-Write-Samples-Written")));
        Assert.Contains("\"3\"", await server.GetAsync("prometheus", "/api/v1/query?query=b"), StringComparison.Ordinal);
    }

    public static TheoryData<byte[], string, string?, HttpStatusCode> BadWrites() => new()
    {
        { Snappy(Series("a", 1, 1)), "text/plain", "snappy", HttpStatusCode.UnsupportedMediaType },
        { Snappy(Series("a", 1, 1)), Protobuf, null, HttpStatusCode.UnsupportedMediaType },
        { Snappy(Series("a", 1, 1)), Protobuf, "gzip", HttpStatusCode.UnsupportedMediaType },
        { "not snappy at all"u8.ToArray(), Protobuf, "snappy", HttpStatusCode.BadRequest },
        { Snappy("not protobuf"u8), Protobuf, "snappy", HttpStatusCode.BadRequest },
        { Snappy(Series("a", 1, 1))[..^4], Protobuf, "snappy", HttpStatusCode.BadRequest },
        { new byte[5000], Protobuf, "snappy", HttpStatusCode.RequestEntityTooLarge },
        { [0xff, 0xff, 0xff, 0xff, 0x0f, 0], Protobuf, "snappy", HttpStatusCode.RequestEntityTooLarge },
    };

    [Theory]
    [MemberData(nameof(BadWrites))]
    public async Task A_bad_remote_write_is_refused(byte[] body, string type, string? encoding, HttpStatusCode expected)
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Limits = new Limits { MaxRequestBytes = 2000 } });
        using HttpResponseMessage response = await PostAsync(server, "prometheus", "/api/v1/write", body, type, encoding);
        Assert.Equal(expected, response.StatusCode);
        Assert.NotEmpty(await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("gzip")]
    public async Task A_loki_push_is_stored_with_its_metadata(string? encoding)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        byte[] body = Encoding.UTF8.GetBytes(Push(NowNs(), "hello"));
        using HttpResponseMessage response = await PostAsync(
            server, "loki", "/loki/api/v1/push", encoding is null ? body : OtlpBodies.Gzip(body), "application/json", encoding);
        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(1, await LogCountAsync(server));
    }

    [Fact]
    public async Task A_bad_loki_push_says_why()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage numeric = await PostAsync(
            server, "loki", "/loki/api/v1/push", Encoding.UTF8.GetBytes("{\"streams\":[{\"stream\":{\"a\":\"b\"},\"values\":[[1,\"x\"]]}]}"), "application/json", null);
        Assert.Equal(HttpStatusCode.BadRequest, numeric.StatusCode);
        using HttpResponseMessage future = await PostAsync(
            server, "loki", "/loki/api/v1/push", Encoding.UTF8.GetBytes(Push(NowNs() + 3_600_000_000_000, "x")), "application/json", null);
        Assert.Equal(HttpStatusCode.BadRequest, future.StatusCode);
        Assert.Equal("text/plain", future.Content.Headers.ContentType?.MediaType);
        Assert.NotEmpty(await future.Content.ReadAsStringAsync());
        using HttpResponseMessage type = await PostAsync(server, "loki", "/loki/api/v1/push", [1], "text/plain", null);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, type.StatusCode);
        Assert.Equal(0, await LogCountAsync(server));
    }

    [Fact]
    public async Task More_streams_than_the_limit_are_429()
    {
        await using RunningServer server = await RunningServer.StartAsync(o => o with { Limits = new Limits { MaxStreams = 1 } });
        using HttpResponseMessage first = await PostAsync(
            server, "loki", "/loki/api/v1/push", Encoding.UTF8.GetBytes(Push(NowNs(), "one")), "application/json", null);
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        string other = Push(NowNs(), "two").Replace("shop", "other", StringComparison.Ordinal);
        using HttpResponseMessage response = await PostAsync(server, "loki", "/loki/api/v1/push", Encoding.UTF8.GetBytes(other), "application/json", null);
        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(1, await LogCountAsync(server));
    }

    [Fact]
    public async Task Otlp_logs_are_taken_under_lokis_own_path()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await PostAsync(
            server, "loki", "/otlp/v1/logs", Encoding.UTF8.GetBytes(OtlpBodies.LogsJson("shop", "hello")), "application/json", null);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, await LogCountAsync(server));
    }

    private static Task<HttpResponseMessage> WriteAsync(RunningServer server, byte[] body) =>
        PostAsync(server, "prometheus", "/api/v1/write", body, Protobuf, "snappy");

    private static Task<HttpResponseMessage> PostAsync(RunningServer server, string listener, string path, byte[] body, string type, string? encoding)
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return server.Client.PostAsync(server.Url(listener, path), content);
    }

    private static async Task<long> LogCountAsync(RunningServer server)
    {
        using JsonDocument status = JsonDocument.Parse(await server.GetAsync("ui", "/api/tta/v1/status"));
        return status.RootElement.GetProperty("stores").EnumerateArray().Single(s => s.GetProperty("signal").GetString() == "logs").GetProperty("items").GetInt64();
    }

    private static string Push(long timeNs, string line) =>
        $$$"""{"streams":[{"stream":{"app":"shop"},"values":[["{{{timeNs}}}","{{{line}}}",{"trace_id":"abc"}]]}]}""";

    // WriteRequest.timeseries: one label __name__, one sample.
    private static byte[] Series(string name, double value, long timeMs)
    {
        byte[] sample = [0x09, .. BitConverter.GetBytes(value), 0x10, .. OtlpBodies.Varint((ulong)timeMs)];
        byte[] label = [.. OtlpBodies.Field(1, "__name__"u8), .. OtlpBodies.Field(2, Encoding.UTF8.GetBytes(name))];
        return OtlpBodies.Field(1, [.. OtlpBodies.Field(1, label), .. OtlpBodies.Field(2, sample)]);
    }

    // A snappy block of one literal: the length, tag 0xf0 with one length byte, the bytes.
    private static byte[] Snappy(ReadOnlySpan<byte> plain) => [.. OtlpBodies.Varint((ulong)plain.Length), 0xf0, (byte)(plain.Length - 1), .. plain];

    private static long NowMs() => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    private static long NowNs() => (long)OtlpBodies.NowNs();
}
