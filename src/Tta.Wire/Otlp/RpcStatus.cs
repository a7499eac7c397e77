// Spec: google/rpc/status.proto, google/rpc/error_details.proto (RetryInfo), google/protobuf/any.proto, duration.proto.
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Protobuf;

namespace Tta.Wire.Otlp;

/// <summary>Writes google.rpc.Status, the error body of OTLP/HTTP and the details of gRPC errors.</summary>
public static class RpcStatus
{
    private const string RetryInfoType = "type.googleapis.com/google.rpc.RetryInfo";

    /// <summary>Writes the status as protobuf.</summary>
    /// <param name="output">Written to.</param>
    /// <param name="code">gRPC status code, such as 3 for INVALID_ARGUMENT.</param>
    /// <param name="message">Text for people.</param>
    /// <param name="retryDelay">When to try again; null = no RetryInfo.</param>
    public static void WriteProtobuf(IBufferWriter<byte> output, int code, string message, TimeSpan? retryDelay = null)
    {
        ByteArena arena = ScratchArena.Rent();
        var writer = new ProtoWriter(arena);
        writer.Varint(1, (ulong)code);
        int text = writer.Begin(2);
        arena.Add(message.AsSpan());
        writer.End(text);
        if (retryDelay is { } delay)
        {
            int any = writer.Begin(3);
            int type = writer.Begin(1);
            arena.Add(RetryInfoType.AsSpan());
            writer.End(type);
            int retryInfo = writer.Begin(2);
            int duration = writer.Begin(1);
            writer.Varint(1, (ulong)(delay.Ticks / TimeSpan.TicksPerSecond));
            writer.Varint(2, (ulong)(delay.Ticks % TimeSpan.TicksPerSecond * 100));
            writer.End(duration);
            writer.End(retryInfo);
            writer.End(any);
        }

        output.Write(arena.Written);
        ScratchArena.Return(arena);
    }

    /// <summary>Writes the status as JSON.</summary>
    /// <inheritdoc cref="WriteProtobuf"/>
    public static void WriteJson(IBufferWriter<byte> output, int code, string message, TimeSpan? retryDelay = null)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        writer.WriteNumber("code", code);
        writer.WriteString("message", message);
        if (retryDelay is { } delay)
        {
            writer.WriteStartArray("details");
            writer.WriteStartObject();
            writer.WriteString("@type", RetryInfoType);
            writer.WriteString("retryDelay", string.Create(CultureInfo.InvariantCulture, $"{delay.TotalSeconds}s"));
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
