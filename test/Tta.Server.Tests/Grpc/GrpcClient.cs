using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Tta.Model;
using Tta.Server.Tests.Otlp;
using Tta.Wire.Protobuf;

namespace Tta.Server.Tests.Grpc;

/// <summary>Calls with one message and reads the stream of answers, on a plain HTTP/2 client.</summary>
internal static class GrpcClient
{
    public static Task<GrpcReply> CallAsync(RunningServer server, string listener, string path, Action<ProtoWriter> write)
    {
        var arena = new ByteArena();
        write(new ProtoWriter(arena));
        return CallAsync(server, listener, path, OtlpBodies.Frame(arena.Written));
    }

    public static async Task<GrpcReply> CallAsync(RunningServer server, string listener, string path, byte[] body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, server.Url(listener, path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        foreach ((string name, string value) in headers)
        {
            request.Headers.Add(name, value);
        }

        using HttpResponseMessage response = await server.Client.SendAsync(request);
        byte[] stream = await response.Content.ReadAsByteArrayAsync();
        HttpResponseHeaders end = response.Headers.Contains("grpc-status") ? response.Headers : response.TrailingHeaders;
        string message = end.TryGetValues("grpc-message", out IEnumerable<string>? texts) ? Uri.UnescapeDataString(texts.Single()) : "";
        return new GrpcReply(Assert.Single(end.GetValues("grpc-status")), message, [.. Messages(stream)]);
    }

    private static IEnumerable<byte[]> Messages(byte[] stream)
    {
        for (int at = 0; at < stream.Length;)
        {
            Assert.Equal(0, stream[at]);
            int length = BinaryPrimitives.ReadInt32BigEndian(stream.AsSpan(at + 1));
            yield return stream[(at + 5)..(at + 5 + length)];
            at += 5 + length;
        }
    }
}
