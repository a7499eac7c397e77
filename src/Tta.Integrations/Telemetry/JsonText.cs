using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>Writes JSON without reflection: values whose type is not known to a source generator are written by what they are.</summary>
internal static class JsonText
{
    private const int MaxDepth = 32;

    // Content is read by people: keep letters and quotes as they are instead of escaping everything but ASCII.
    private static readonly JsonWriterOptions s_options = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(Action<Utf8JsonWriter> write)
    {
        ArrayBufferWriter<byte> buffer = new(512);
        using (Utf8JsonWriter writer = new(buffer, s_options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The value as text: strings as they are, everything else as JSON.</summary>
    public static string OfValue(object? value) => value switch
    {
        null => "",
        string text => text,
        _ => Write(writer => WriteValue(writer, value)),
    };

    public static void WriteValue(Utf8JsonWriter writer, object? value, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            writer.WriteStringValue("...");
            return;
        }

        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool flag: writer.WriteBooleanValue(flag); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): writer.WriteNumberValue(number); break;
            case JsonElement { ValueKind: JsonValueKind.Undefined }: writer.WriteNullValue(); break;
            case JsonElement element: element.WriteTo(writer); break;
            case JsonNode node: node.WriteTo(writer); break;
            case TextContent content: writer.WriteStringValue(content.Text); break;
            case IEnumerable<KeyValuePair<string, object?>> map: WriteObject(writer, map, depth); break;
            case IEnumerable<object?> list: WriteArray(writer, list, depth); break;
            case IFormattable formattable: writer.WriteStringValue(formattable.ToString(null, System.Globalization.CultureInfo.InvariantCulture)); break;
            default: WriteKnownType(writer, value); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter writer, IEnumerable<KeyValuePair<string, object?>> map, int depth)
    {
        writer.WriteStartObject();
        foreach ((string name, object? member) in map)
        {
            writer.WritePropertyName(name);
            WriteValue(writer, member, depth + 1);
        }

        writer.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter writer, IEnumerable<object?> list, int depth)
    {
        writer.WriteStartArray();
        foreach (object? item in list)
        {
            WriteValue(writer, item, depth + 1);
        }

        writer.WriteEndArray();
    }

    private static void WriteKnownType(Utf8JsonWriter writer, object value)
    {
        if (AIJsonUtilities.DefaultOptions.TryGetTypeInfo(value.GetType(), out JsonTypeInfo? type))
        {
            JsonSerializer.Serialize(writer, value, type);
        }
        else
        {
            writer.WriteStringValue(value.ToString());
        }
    }
}
