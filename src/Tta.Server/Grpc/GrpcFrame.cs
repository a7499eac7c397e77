// Spec: gRPC over HTTP/2, https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md (Length-Prefixed-Message, Timeout,
// Status-Message). Calls with one message in; one out, or a stream.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Tta.Server.Grpc;

/// <summary>Bytes and header texts of gRPC.</summary>
internal static class GrpcFrame
{
    /// <summary>Compressed flag and big-endian length before a message.</summary>
    public const int PrefixBytes = 5;

    private const int MaxTimeoutDigits = 8;

    /// <summary>Reads the prefix of the one message in the body of a unary call; the rest of the body is the message.</summary>
    /// <returns>Null when it could be read, else what is wrong.</returns>
    public static string? TryRead(ReadOnlySpan<byte> body, out bool isCompressed)
    {
        isCompressed = false;
        if (body.Length < PrefixBytes)
        {
            return $"the gRPC message is cut: {body.Length} of at least {PrefixBytes} bytes";
        }

        byte flag = body[0];
        uint length = BinaryPrimitives.ReadUInt32BigEndian(body[1..]);
        if (flag > 1)
        {
            return $"the compressed flag of the gRPC message is {flag}, not 0 or 1";
        }

        if (length != body.Length - PrefixBytes)
        {
            return $"the gRPC message says {length} bytes but {body.Length - PrefixBytes} came; a unary call carries exactly one message";
        }

        isCompressed = flag == 1;
        return null;
    }

    /// <summary>Writes the prefix of an uncompressed message.</summary>
    public static void WritePrefix(Span<byte> target, int length)
    {
        target[0] = 0;
        BinaryPrimitives.WriteUInt32BigEndian(target[1..], (uint)length);
    }

    /// <summary>Reads <c>grpc-timeout</c>: up to eight digits and a unit of H, M, S, m, u, n.</summary>
    public static bool TryParseTimeout(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length < 2 || text.Length > MaxTimeoutDigits + 1
            || !long.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount))
        {
            return false;
        }

        long ticks = text[^1] switch
        {
            'H' => amount * TimeSpan.TicksPerHour,
            'M' => amount * TimeSpan.TicksPerMinute,
            'S' => amount * TimeSpan.TicksPerSecond,
            'm' => amount * TimeSpan.TicksPerMillisecond,
            'u' => amount * TimeSpan.TicksPerMicrosecond,
            'n' => amount / TimeSpan.NanosecondsPerTick,
            _ => -1,
        };
        timeout = new TimeSpan(ticks);
        return ticks >= 0;
    }

    /// <summary>Percent-encodes a <c>grpc-message</c>: everything outside printable ASCII, and '%'.</summary>
    public static string EncodeMessage(string message)
    {
        var text = new StringBuilder(message.Length);
        foreach (byte b in Encoding.UTF8.GetBytes(message))
        {
            if (b is >= 0x20 and <= 0x7e and not (byte)'%')
            {
                text.Append((char)b);
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }

        return text.ToString();
    }
}
