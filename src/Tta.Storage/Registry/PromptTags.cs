// Spec: Langfuse, prompt composability: @@@langfusePrompt:name=N|version=V@@@ and @@@langfusePrompt:name=N|label=L@@@, in any string of a
// prompt. A tag of another form is text.
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Storage.Registry;

/// <summary>Finds and replaces the tags by which prompts are composed.</summary>
internal static class PromptTags
{
    private const string Opening = "@@@langfusePrompt:";
    private const string Closing = "@@@";

    private static readonly JsonDocumentOptions s_reading = new() { MaxDepth = 512 };
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The distinct references of a prompt, in the order of their first occurrence.</summary>
    public static List<PromptReference> Find(string promptJson)
    {
        var found = new List<PromptReference>();
        if (promptJson.Contains(Opening, StringComparison.Ordinal))
        {
            Replace(promptJson, reference =>
            {
                if (!found.Contains(reference))
                {
                    found.Add(reference);
                }

                return null;
            });
        }

        return found;
    }

    /// <summary>The prompt with what <paramref name="textOf"/> gives in the place of each tag; null leaves a tag as it is.</summary>
    public static string Replace(string promptJson, Func<PromptReference, string?> textOf)
    {
        using JsonDocument prompt = JsonDocument.Parse(promptJson, s_reading);
        var buffer = new ArrayBufferWriter<byte>(promptJson.Length);
        using (var writer = new Utf8JsonWriter(buffer, s_writing))
        {
            Copy(prompt.RootElement, writer, textOf);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Copy(JsonElement value, Utf8JsonWriter writer, Func<PromptReference, string?> textOf)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                writer.WriteStringValue(ReplaceInText(value.GetString()!, textOf));
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement each in value.EnumerateArray())
                {
                    Copy(each, writer, textOf);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty each in value.EnumerateObject())
                {
                    writer.WritePropertyName(each.Name);
                    Copy(each.Value, writer, textOf);
                }

                writer.WriteEndObject();
                break;
            default:
                value.WriteTo(writer);
                break;
        }
    }

    private static string ReplaceInText(string text, Func<PromptReference, string?> textOf)
    {
        var result = new StringBuilder();
        int position = 0;
        while (true)
        {
            int start = text.IndexOf(Opening, position, StringComparison.Ordinal);
            int end = start < 0 ? -1 : text.IndexOf(Closing, start + Opening.Length, StringComparison.Ordinal);
            if (end < 0)
            {
                return position == 0 ? text : result.Append(text, position, text.Length - position).ToString();
            }

            string inner = text[(start + Opening.Length)..end];
            end += Closing.Length;
            result.Append(text, position, start - position);
            result.Append((TryParse(inner) is { } reference ? textOf(reference) : null) ?? text[start..end]);
            position = end;
        }
    }

    private static PromptReference? TryParse(string inner)
    {
        string[] parts = inner.Split('|');
        if (parts.Length != 2 || !parts[0].StartsWith("name=", StringComparison.Ordinal) || parts[0].Length == "name=".Length)
        {
            return null;
        }

        string name = parts[0]["name=".Length..];
        if (parts[1].StartsWith("label=", StringComparison.Ordinal) && parts[1].Length > "label=".Length)
        {
            return new PromptReference(name, null, parts[1]["label=".Length..]);
        }

        return parts[1].StartsWith("version=", StringComparison.Ordinal)
            && int.TryParse(parts[1].AsSpan("version=".Length), NumberStyles.None, CultureInfo.InvariantCulture, out int version)
            ? new PromptReference(name, version, null)
            : null;
    }
}
