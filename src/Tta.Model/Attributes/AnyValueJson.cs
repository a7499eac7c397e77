using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Model;

/// <summary>Values as plain JSON: what people and log lines see. (OTLP/JSON, with its type names, is in Tta.Wire.)</summary>
public static class AnyValueJson
{
    private const int MaxKeptBytes = 64 << 10;

    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? t_buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? t_writer;

    /// <summary>The JSON text of a value.</summary>
    public static string ToJson(in AnyValue value)
    {
        ArrayBufferWriter<byte> buffer = t_buffer ??= new ArrayBufferWriter<byte>();
        Utf8JsonWriter writer = t_writer ??= new Utf8JsonWriter(buffer, s_options);
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        Write(writer, value);
        writer.Flush();
        string json = Encoding.UTF8.GetString(buffer.WrittenSpan);
        if (buffer.Capacity > MaxKeptBytes)
        {
            t_buffer = null; // The next writer begins with a small one again.
            t_writer = null;
        }

        return json;
    }

    /// <summary>Writes a value; depth is bounded because decoding bounds it. NaN and infinities become strings, bytes base64.</summary>
    public static void Write(Utf8JsonWriter writer, in AnyValue value)
    {
        switch (value.Kind)
        {
            case AnyValueKind.String:
                writer.WriteStringValue(value.StringValue);
                break;
            case AnyValueKind.Bool:
                writer.WriteBooleanValue(value.BoolValue);
                break;
            case AnyValueKind.Int:
                writer.WriteNumberValue(value.IntValue);
                break;
            case AnyValueKind.Double when double.IsFinite(value.DoubleValue):
                writer.WriteNumberValue(value.DoubleValue);
                break;
            case AnyValueKind.Double:
                writer.WriteStringValue(value.ToText());
                break;
            case AnyValueKind.Bytes:
                writer.WriteBase64StringValue(value.BytesValue.Span);
                break;
            case AnyValueKind.Array:
                writer.WriteStartArray();
                foreach (AnyValue item in value.ArrayValue)
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            case AnyValueKind.Map:
                writer.WriteStartObject();
                foreach (KeyValue pair in value.Pairs)
                {
                    writer.WritePropertyName(pair.Key);
                    Write(writer, pair.Value);
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteNullValue();
                break;
        }
    }
}
