using System.Net;
using System.Net.Http.Headers;
using Tta.Model;

namespace Tta.Server.Tests.Otlp;

/// <summary>gRPC spoken by an HTTP/2 client that knows nothing of it, so that the framing itself is seen.</summary>
public sealed class OtlpGrpcTests
{
    private const string TraceExport = "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

    [Theory]
    [InlineData("opentelemetry.proto.collector.trace.v1.TraceService")]
    [InlineData("opentelemetry.proto.collector.metrics.v1.MetricsService")]
    [InlineData("opentelemetry.proto.collector.logs.v1.LogsService")]
    public async Task An_empty_export_of_each_service_is_ok(string service)
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await CallAsync(server, $"/{service}/Export", OtlpBodies.Frame([]));
        await AssertOkAsync(response);
    }

    [Fact]
    public async Task Spans_are_stored_plain_and_compressed()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage plain = await CallAsync(server, TraceExport, OtlpBodies.Frame(OtlpBodies.Traces("shop", 1, 2)));
        await AssertOkAsync(plain);
        byte[] compressed = OtlpBodies.Frame(OtlpBodies.Gzip(OtlpBodies.Traces("shop", 3)), isCompressed: true);
        using HttpResponseMessage gzip = await CallAsync(server, TraceExport, compressed, ("grpc-encoding", "gzip"));
        await AssertOkAsync(gzip);
        Assert.Equal(3, await OtlpHttpTests.SpanCountAsync(server));
    }

    [Fact]
    public async Task What_was_refused_is_said_in_the_message_and_the_call_is_ok()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await CallAsync(server, TraceExport, OtlpBodies.Frame(OtlpBodies.Traces("shop", 1, 0)));
        byte[] frame = await AssertOkAsync(response);

        // partial_success { rejected_spans: 1, error_message: ... }
        Assert.Equal((0x0a, 0x08, 1), (frame[5], frame[7], frame[8]));
        Assert.Equal(1, await OtlpHttpTests.SpanCountAsync(server));
    }

    public static TheoryData<byte[], string?, string> BadCalls() => new()
    {
        { [0, 0, 0], null, "3" },
        { OtlpBodies.Frame(OtlpBodies.Traces("shop", 1))[..^4], null, "3" },
        { [.. OtlpBodies.Frame([]), .. OtlpBodies.Frame([])], null, "3" },
        { OtlpBodies.Frame("this is text"u8), null, "3" },
        { OtlpBodies.Frame([1, 2, 3], isCompressed: true), null, "3" },
        { OtlpBodies.Frame([1, 2, 3], isCompressed: true), "gzip", "3" },
        { OtlpBodies.Frame([1, 2, 3], isCompressed: true), "zstd", "12" },
        { OtlpBodies.Frame(new byte[2000]), null, "8" },
        { OtlpBodies.Frame(OtlpBodies.Gzip(new byte[50_000]), isCompressed: true), "gzip", "8" },
    };

    [Theory]
    [MemberData(nameof(BadCalls))]
    public async Task A_bad_call_ends_with_trailers_only(byte[] body, string? encoding, string expected)
    {
        await using RunningServer server = await RunningServer.StartAsync(
            o => o with { Limits = new Limits { MaxRequestBytes = 1000, MaxDecompressedBytes = 10_000 } });
        using HttpResponseMessage response = encoding is null
            ? await CallAsync(server, TraceExport, body)
            : await CallAsync(server, TraceExport, body, ("grpc-encoding", encoding));
        Assert.Equal(expected, await FailedStatusAsync(response));
        Assert.NotEmpty(Assert.Single(response.Headers.GetValues("grpc-message")));
        Assert.False(response.Headers.Contains("retry-after"));
    }

    [Fact]
    public async Task Another_service_is_unimplemented()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await CallAsync(server, "/grpc.health.v1.Health/Check", OtlpBodies.Frame([]));
        Assert.Equal("12", await FailedStatusAsync(response));
    }

    [Fact]
    public async Task A_full_disk_is_unavailable_with_a_time_to_come_back()
    {
        await using RunningServer server = await RunningServer.StartAsync(
            o => o with { Limits = new Limits { FreeSpaceFloorBytes = long.MaxValue, FreeSpaceFloorRatio = 2 } });
        using HttpResponseMessage response = await CallAsync(server, TraceExport, OtlpBodies.Frame(OtlpBodies.Traces("shop", 1)));
        Assert.Equal("14", await FailedStatusAsync(response));
        string details = Assert.Single(response.Headers.GetValues("grpc-status-details-bin"));
        byte[] status = Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='));
        Assert.Contains("google.rpc.RetryInfo", System.Text.Encoding.ASCII.GetString(status), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deadline_that_has_passed_ends_the_call()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using HttpResponseMessage response = await CallAsync(
            server, TraceExport, OtlpBodies.Frame(OtlpBodies.Traces("shop", 1)), ("grpc-timeout", "1n"));
        Assert.Equal("4", await FailedStatusAsync(response));
    }

    [Fact]
    public async Task Another_content_type_is_415()
    {
        await using RunningServer server = await RunningServer.StartAsync();
        using var request = Request(server, TraceExport, OtlpBodies.Frame([]));
        request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, response.StatusCode);
    }

    private static HttpRequestMessage Request(RunningServer server, string path, byte[] body)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, server.Url("otlp-grpc", path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc+proto");
        request.Headers.TryAddWithoutValidation("te", "trailers");
        return request;
    }

    private static async Task<HttpResponseMessage> CallAsync(RunningServer server, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = Request(server, path, body);
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await server.Client.SendAsync(request);
    }

    private static async Task<byte[]> AssertOkAsync(HttpResponseMessage response)
    {
        byte[] frame = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal((HttpStatusCode.OK, "application/grpc"), (response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.False(response.Headers.Contains("grpc-status"), "a call with a message carries its status behind it");
        Assert.Equal("0", Assert.Single(response.TrailingHeaders.GetValues("grpc-status")));
        Assert.Equal(0, frame[0]);
        Assert.Equal(frame.Length - 5, System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1)));
        return frame;
    }

    private static async Task<string> FailedStatusAsync(HttpResponseMessage response)
    {
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return Assert.Single(response.Headers.GetValues("grpc-status"));
    }
}
