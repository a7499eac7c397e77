// Spec: GenAI conventions v1.41, "Input and output messages": [{role, parts: [{type, content}]}]. The forms of OpenAI, Anthropic, OpenInference
// and of a request with its messages and tools are rewritten to it.
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tta.Wire.GenAi;

/// <summary>Stored prompts and completions, which are in the form their sender gave them, as messages of one form. Pure functions.</summary>
public static class ModelMessages
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The content as a JSON array of messages. Messages of the wanted form stay byte for byte; whatever is no message becomes the text of one.</summary>
    /// <param name="content">JSON or plain text.</param>
    /// <param name="defaultRole">Role of content that names none, such as user.</param>
    public static string Normalize(string content, string defaultRole)
    {
        if (content.AsSpan().TrimStart() is not ['{' or '[', ..])
        {
            return OneText(content, defaultRole);
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 256 });
            List<JsonElement> messages = MessagesOf(document.RootElement);
            return messages.Count == 0 ? OneText(content, defaultRole)
                : document.RootElement.ValueKind == JsonValueKind.Array && messages.TrueForAll(m => m.TryGetProperty("parts", out _)) ? content
                : Write(writer => messages.ForEach(m => WriteMessage(writer, m)));
        }
        catch (JsonException)
        {
            // Plain text that begins like JSON.
            return OneText(content, defaultRole);
        }
    }

    // Empty when anything among them is no message.
    private static List<JsonElement> MessagesOf(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Object)
        {
            return root.TryGetProperty("messages", out JsonElement inner) || root.TryGetProperty("choices", out inner) ? MessagesOf(inner)
                : Unwrapped(root) is { } only ? [only]
                : [];
        }

        var messages = new List<JsonElement>();
        if (root.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in root.EnumerateArray())
            {
                if (Unwrapped(item) is not { } message)
                {
                    return [];
                }

                messages.Add(message);
            }
        }

        return messages;
    }

    // OpenInference and the choices of OpenAI hold the message as a member.
    private static JsonElement? Unwrapped(JsonElement item) =>
        item.ValueKind != JsonValueKind.Object ? null
        : item.TryGetProperty("role", out JsonElement role) && role.ValueKind == JsonValueKind.String ? item
        : item.TryGetProperty("message", out JsonElement inner) ? Unwrapped(inner)
        : null;

    private static void WriteMessage(Utf8JsonWriter writer, JsonElement message)
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, message.GetProperty("role").GetString());
        if (message.TryGetProperty("parts", out JsonElement parts))
        {
            writer.WritePropertyName("parts"u8);
            parts.WriteTo(writer);
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartArray("parts"u8);
        if (message.TryGetProperty("content", out JsonElement content))
        {
            WriteContent(writer, content);
        }

        if (message.TryGetProperty("tool_calls", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement call in calls.EnumerateArray())
            {
                WriteToolCall(writer, call);
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteContent(Utf8JsonWriter writer, JsonElement content)
    {
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                WriteTextPart(writer, content.GetString()!);
                break;
            case JsonValueKind.Array:
                foreach (JsonElement part in content.EnumerateArray())
                {
                    if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out JsonElement text) && text.ValueKind == JsonValueKind.String)
                    {
                        WriteTextPart(writer, text.GetString()!);
                    }
                    else
                    {
                        part.WriteTo(writer);
                    }
                }

                break;
            case JsonValueKind.Object:
                WriteTextPart(writer, content.GetRawText());
                break;
        }
    }

    // OpenAI: {id, function: {name, arguments}}.
    private static void WriteToolCall(Utf8JsonWriter writer, JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        JsonElement function = call.TryGetProperty("function", out JsonElement f) && f.ValueKind == JsonValueKind.Object ? f
            : call.TryGetProperty("tool_call", out f) && f.ValueKind == JsonValueKind.Object ? f
            : call;
        writer.WriteStartObject();
        writer.WriteString("type"u8, "tool_call");
        foreach ((string name, JsonElement owner) in ((string, JsonElement)[])[("id", call), ("name", function), ("arguments", function)])
        {
            if (owner.TryGetProperty(name, out JsonElement value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static string OneText(string text, string role) => Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("role"u8, role);
        writer.WriteStartArray("parts"u8);
        WriteTextPart(writer, text);
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static void WriteTextPart(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "text");
        writer.WriteString("content"u8, text);
        writer.WriteEndObject();
    }

    private static string Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_options))
        {
            writer.WriteStartArray();
            write(writer);
            writer.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
