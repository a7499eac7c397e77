// Spec: opentelemetry-proto 1.11, collector/*/v1/*_service.proto (Export*ServiceResponse).
using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Protobuf;

namespace Tta.Wire.Otlp;

/// <summary>Writes the answer to an export request. An answer without rejections and message is the empty message.</summary>
public static class OtlpResponse
{
    /// <summary>Writes the answer as protobuf; the field numbers are the same for every signal.</summary>
    /// <param name="output">Written to.</param>
    /// <param name="rejected">Items not stored, for good: the sender must not send them again.</param>
    /// <param name="message">Why, or a warning when nothing was rejected; null or empty = none.</param>
    public static void WriteProtobuf(IBufferWriter<byte> output, long rejected, string? message)
    {
        if (rejected == 0 && string.IsNullOrEmpty(message))
        {
            return;
        }

        ByteArena arena = ScratchArena.Rent();
        var writer = new ProtoWriter(arena);
        int partial = writer.Begin(1);
        if (rejected != 0)
        {
            writer.Varint(1, (ulong)rejected);
        }

        if (!string.IsNullOrEmpty(message))
        {
            int text = writer.Begin(2);
            arena.Add(message.AsSpan());
            writer.End(text);
        }

        writer.End(partial);
        output.Write(arena.Written);
        ScratchArena.Return(arena);
    }

    /// <summary>Writes the answer as OTLP/JSON.</summary>
    /// <inheritdoc cref="WriteProtobuf"/>
    public static void WriteJson(IBufferWriter<byte> output, OtlpSignal signal, long rejected, string? message)
    {
        using var writer = new Utf8JsonWriter(output);
        writer.WriteStartObject();
        if (rejected != 0 || !string.IsNullOrEmpty(message))
        {
            string count = signal switch
            {
                OtlpSignal.Traces => "rejectedSpans",
                OtlpSignal.Metrics => "rejectedDataPoints",
                _ => "rejectedLogRecords",
            };
            writer.WriteStartObject("partialSuccess");
            if (rejected != 0)
            {
                writer.WriteString(count, rejected.ToString(CultureInfo.InvariantCulture));
            }

            if (!string.IsNullOrEmpty(message))
            {
                writer.WriteString("errorMessage", message);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
