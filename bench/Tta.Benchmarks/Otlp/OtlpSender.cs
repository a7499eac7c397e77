// Spec: OTLP 1.11 (OTLP/HTTP and OTLP/gRPC); gRPC over HTTP/2, one message each way.
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Tta.Benchmarks.Otlp;

/// <summary>Sends requests with spans over one connection, one at a time, and takes nothing but full acceptance for an answer.</summary>
internal sealed class OtlpSender(bool isGrpc, int portOffset) : IDisposable
{
    private const int PrefixBytes = 5;

    private readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = 1 });

    private readonly Uri _uri = isGrpc
        ? new Uri($"http://127.0.0.1:{4317 + portOffset}/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        : new Uri($"http://127.0.0.1:{4318 + portOffset}/v1/traces");

    /// <exception cref="InvalidOperationException">The server refused the request or a part of it.</exception>
    public async Task SendAsync(byte[] spans)
    {
        // HTTP/2 without TLS and without asking first, as gRPC clients do it.
        using var request = new HttpRequestMessage(HttpMethod.Post, _uri)
        {
            Version = isGrpc ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(isGrpc ? Framed(spans) : spans),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(isGrpc ? "application/grpc" : "application/x-protobuf");
        if (isGrpc)
        {
            request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        }

        using HttpResponseMessage response = await _client.SendAsync(request);
        byte[] answer = await response.Content.ReadAsByteArrayAsync();
        string status = isGrpc ? GrpcStatus(response) : ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);

        // Full acceptance is the empty message.
        if (status != (isGrpc ? "0" : "200") || answer.Length != (isGrpc ? PrefixBytes : 0))
        {
            throw new InvalidOperationException($"{_uri} answered {status} to {spans.Length} bytes of spans: {Encoding.UTF8.GetString(answer)}");
        }
    }

    public void Dispose() => _client.Dispose();

    private static string GrpcStatus(HttpResponseMessage response) =>
        response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? trailer) ? string.Concat(trailer)
        : response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? header) ? string.Concat(header)
        : $"HTTP {(int)response.StatusCode} without grpc-status";

    private static byte[] Framed(byte[] message)
    {
        byte[] framed = new byte[PrefixBytes + message.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)message.Length);
        message.CopyTo(framed, PrefixBytes);
        return framed;
    }
}
