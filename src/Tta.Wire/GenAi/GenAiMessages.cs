// Spec: GenAI conventions v1.41, "Input and output messages": [{role, parts: [{type, content}]}]. Older and foreign forms are rewritten to it.
using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.GenAi;

/// <summary>Finds prompt and completion of a call and writes them as JSON arrays of messages.</summary>
internal static class GenAiMessages
{
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string? Input(Span span, in GenAiAttributes attributes) =>
        Flattened(span, "llm.input_messages.", "message.") ?? Flattened(span, "gen_ai.prompt.", "")
        ?? FromAttribute(attributes, GenAiKeys.Input, "user") ?? FromEvents(span, isInput: true);

    public static string? Output(Span span, in GenAiAttributes attributes) =>
        Flattened(span, "llm.output_messages.", "message.") ?? Flattened(span, "gen_ai.completion.", "")
        ?? FromAttribute(attributes, GenAiKeys.Output, "assistant") ?? FromEvents(span, isInput: false);

    private static string? FromAttribute(in GenAiAttributes attributes, string[] keys, string role)
    {
        foreach (string key in keys)
        {
            if (attributes.TryGet(key, out AnyValue value))
            {
                return Normalize(value.Kind == AnyValueKind.String ? value.StringValue : AnyValueJson.ToJson(value), role);
            }
        }

        return null;
    }

    // Messages that are in the wanted form stay byte for byte; others are rewritten; plain text becomes one message.
    private static string Normalize(string text, string role) =>
        (GenAiAttributes.MayBeJson(text) ? FromJson(text) : null) ?? Write(writer => WriteText(writer, role, text));

    private static string? FromJson(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("messages", out JsonElement messages))
            {
                root = messages;
            }

            if (root.ValueKind == JsonValueKind.Array && AreMessages(root, out bool haveParts))
            {
                return haveParts ? root.GetRawText() : Write(writer =>
                {
                    foreach (JsonElement message in root.EnumerateArray())
                    {
                        WriteMessage(writer, message);
                    }
                });
            }
        }
        catch (JsonException)
        {
            // Plain text that starts like JSON.
        }

        return null;
    }

    private static bool AreMessages(JsonElement array, out bool haveParts)
    {
        haveParts = true;
        foreach (JsonElement item in array.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("role", out JsonElement role) || role.ValueKind != JsonValueKind.String)
            {
                return false;
            }

            haveParts &= item.TryGetProperty("parts", out _);
        }

        return true;
    }

    private static void WriteMessage(Utf8JsonWriter writer, JsonElement message)
    {
        writer.WriteStartObject();
        writer.WriteString("role", message.GetProperty("role").GetString());
        if (message.TryGetProperty("parts", out JsonElement parts))
        {
            writer.WritePropertyName("parts");
            parts.WriteTo(writer);
            writer.WriteEndObject();
            return;
        }

        writer.WriteStartArray("parts");
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

    // The form of OpenAI: {id, function: {name, arguments}}.
    private static void WriteToolCall(Utf8JsonWriter writer, JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        JsonElement function = call.TryGetProperty("function", out JsonElement f) && f.ValueKind == JsonValueKind.Object ? f : call;
        writer.WriteStartObject();
        writer.WriteString("type", "tool_call");
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

    // prefix.{i}.role and prefix.{i}.content. A map by index, not an array: an index may be anything.
    private static string? Flattened(Span span, string prefix, string infix)
    {
        SortedDictionary<int, (string Role, string Content)>? messages = null;
        foreach (KeyValue attribute in span.Attributes)
        {
            if (!attribute.Key.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            ReadOnlySpan<char> rest = attribute.Key.AsSpan(prefix.Length);
            int dot = rest.IndexOf('.');
            if (dot <= 0 || !int.TryParse(rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out int index) || !rest[(dot + 1)..].StartsWith(infix))
            {
                continue;
            }

            ReadOnlySpan<char> field = rest[(dot + 1 + infix.Length)..];
            messages ??= [];
            messages.TryGetValue(index, out (string Role, string Content) message);
            if (field.SequenceEqual("role"))
            {
                message.Role = attribute.Value.ToText();
            }
            else if (field.SequenceEqual("content"))
            {
                message.Content = attribute.Value.ToText();
            }

            messages[index] = message;
        }

        return messages is null ? null : Write(writer =>
        {
            foreach ((string role, string content) in messages.Values)
            {
                WriteText(writer, role ?? "user", content ?? "");
            }
        });
    }

    private static string? FromEvents(Span span, bool isInput)
    {
        string attribute = isInput ? "gen_ai.input.messages" : "gen_ai.output.messages";
        var found = new List<(string Role, string Content)>();
        foreach (SpanEvent item in span.Events)
        {
            var attributes = new GenAiAttributes(item.Attributes);
            if (item.Name == "gen_ai.client.inference.operation.details" && attributes.TryGet(attribute, out AnyValue messages))
            {
                return Normalize(messages.Kind == AnyValueKind.String ? messages.StringValue : AnyValueJson.ToJson(messages), isInput ? "user" : "assistant");
            }

            string? role = EventRole(item.Name, isInput);
            string? content = attributes.Text("content") ?? attributes.Text("message") ?? attributes.Text("gen_ai.event.content")
                ?? attributes.Text(isInput ? "gen_ai.prompt" : "gen_ai.completion");
            if (role is not null && content is not null)
            {
                found.Add((role, content));
            }
        }

        return found.Count == 0 ? null : Write(writer =>
        {
            foreach ((string role, string content) in found)
            {
                WriteText(writer, role, content);
            }
        });
    }

    private static string? EventRole(string name, bool isInput) => (name, isInput) switch
    {
        ("gen_ai.system.message", true) => "system",
        ("gen_ai.user.message" or "gen_ai.content.prompt", true) => "user",
        ("gen_ai.assistant.message", true) => "assistant",
        ("gen_ai.tool.message", true) => "tool",
        ("gen_ai.choice" or "gen_ai.content.completion", false) => "assistant",
        _ => null,
    };

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

    private static void WriteText(Utf8JsonWriter writer, string role, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("role", role);
        writer.WriteStartArray("parts");
        WriteTextPart(writer, text);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteTextPart(Utf8JsonWriter writer, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "text");
        writer.WriteString("content", text);
        writer.WriteEndObject();
    }
}
