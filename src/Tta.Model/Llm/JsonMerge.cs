using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Model;

/// <summary>Joins metadata: objects member by member and deeply; of anything else the newer value wins. Null overwrites nothing.</summary>
internal static class JsonMerge
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Deep(string? older, string? newer)
    {
        if (older is null || newer is null || string.Equals(older, newer, StringComparison.Ordinal))
        {
            return newer ?? older;
        }

        try
        {
            using JsonDocument first = JsonDocument.Parse(older);
            using JsonDocument second = JsonDocument.Parse(newer);
            if (second.RootElement.ValueKind == JsonValueKind.Null)
            {
                return older;
            }

            if (first.RootElement.ValueKind != JsonValueKind.Object || second.RootElement.ValueKind != JsonValueKind.Object)
            {
                return newer;
            }

            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, s_options))
            {
                Write(writer, first.RootElement, second.RootElement);
            }

            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (JsonException)
        {
            return newer; // Metadata that is no JSON is a plain text.
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement older, JsonElement newer)
    {
        writer.WriteStartObject();
        foreach (JsonProperty member in older.EnumerateObject())
        {
            if (!newer.TryGetProperty(member.Name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
            {
                member.WriteTo(writer);
                continue;
            }

            writer.WritePropertyName(member.Name);
            if (member.Value.ValueKind == JsonValueKind.Object && value.ValueKind == JsonValueKind.Object)
            {
                Write(writer, member.Value, value);
            }
            else
            {
                value.WriteTo(writer);
            }
        }

        foreach (JsonProperty member in newer.EnumerateObject())
        {
            if (!older.TryGetProperty(member.Name, out _))
            {
                member.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }
}
