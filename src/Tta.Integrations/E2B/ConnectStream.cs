// Server streaming of the Connect protocol with JSON (https://connectrpc.com/docs/protocol, "Streaming RPCs"): each message is one byte of flags,
// four bytes of length (big-endian) and the message; flag 2 ends the stream and may carry an error.

using System.Buffers.Binary;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Tta.Integrations;

/// <summary>Framing of Connect streams.</summary>
internal static class ConnectStream
{
    private const int HeaderLength = 5;
    private const byte EndOfStream = 2;
    private const int MaxMessageBytes = 16 * 1024 * 1024;

    public static async Task<HttpContent> EnvelopeAsync(HttpContent message, CancellationToken cancellationToken)
    {
        byte[] body = await message.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        byte[] framed = new byte[HeaderLength + body.Length];
        BinaryPrimitives.WriteUInt32BigEndian(framed.AsSpan(1), (uint)body.Length);
        body.CopyTo(framed, HeaderLength);
        ByteArrayContent content = new(framed);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/connect+json");
        return content;
    }

    public static async IAsyncEnumerable<JsonElement> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] header = new byte[HeaderLength];
        while (await stream.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false) == HeaderLength)
        {
            uint length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(1));
            if (length > MaxMessageBytes)
            {
                throw new ServiceException("invalid_answer", $"E2B sent a message of {length} bytes; the limit is {MaxMessageBytes}");
            }

            byte[] body = new byte[length];
            await stream.ReadExactlyAsync(body, cancellationToken).ConfigureAwait(false);
            JsonElement message = Parse(body);
            if ((header[0] & EndOfStream) == 0)
            {
                yield return message;
            }
            else
            {
                ThrowIfError(message);
                yield break;
            }
        }

        throw new IOException("the stream ended before its last message");
    }

    private static JsonElement Parse(byte[] body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ServiceException("invalid_answer", $"cannot read a message of E2B: {e.Message}", e);
        }
    }

    private static void ThrowIfError(JsonElement end)
    {
        if (end.TryGetProperty("error", out JsonElement error))
        {
            string code = error.TryGetProperty("code", out JsonElement c) ? c.ToString() : "unknown";
            string message = error.TryGetProperty("message", out JsonElement m) ? m.ToString() : "no explanation was given";
            throw new ServiceException(code, $"E2B ended the command ({HttpFailure.Word(code) ?? "failed"})")
            {
                ServiceMessage = message,
                Code = code,
                IsTransient = code is "unavailable" or "resource_exhausted",
            };
        }
    }
}
