// Messages as JSON in the form of the OpenTelemetry GenAI conventions v1.41.0 (gen_ai.input.messages, gen_ai.output.messages,
// gen_ai.system_instructions, gen_ai.tool.definitions).

using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>Writer of message content.</summary>
internal static class MessageJson
{
    public static string Input(IEnumerable<ChatMessage> messages) => Messages(messages, finishReason: null);

    public static string Output(IEnumerable<ChatMessage> messages, ChatFinishReason? finishReason) => Messages(messages, finishReason?.Value ?? "unknown");

    public static string SystemInstructions(string text) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        WriteText(writer, "text", text);
        writer.WriteEndArray();
    });

    public static string ToolDefinitions(IEnumerable<AITool> tools) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (AITool tool in tools)
        {
            writer.WriteStartObject();
            writer.WriteString("type", tool is AIFunctionDeclaration ? "function" : "extension");
            writer.WriteString("name", tool.Name);
            writer.WriteString("description", tool.Description);
            if (tool is AIFunctionDeclaration function)
            {
                writer.WritePropertyName("parameters");
                function.JsonSchema.WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static string Messages(IEnumerable<ChatMessage> messages, string? finishReason) => JsonText.Write(writer =>
    {
        writer.WriteStartArray();
        foreach (ChatMessage message in messages)
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role.Value);
            if (message.AuthorName is { Length: > 0 } name)
            {
                writer.WriteString("name", name);
            }

            writer.WriteStartArray("parts");
            foreach (AIContent content in message.Contents)
            {
                WritePart(writer, content);
            }

            writer.WriteEndArray();
            if (finishReason is not null)
            {
                writer.WriteString("finish_reason", finishReason);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void WritePart(Utf8JsonWriter writer, AIContent content)
    {
        switch (content)
        {
            case TextContent text:
                WriteText(writer, "text", text.Text);
                break;
            case TextReasoningContent reasoning:
                WriteText(writer, "reasoning", reasoning.Text);
                break;
            case FunctionCallContent call:
                writer.WriteStartObject();
                writer.WriteString("type", "tool_call");
                writer.WriteString("id", call.CallId);
                writer.WriteString("name", call.Name);
                writer.WritePropertyName("arguments");
                JsonText.WriteValue(writer, call.Arguments);
                writer.WriteEndObject();
                break;
            case FunctionResultContent result:
                writer.WriteStartObject();
                writer.WriteString("type", "tool_call_response");
                writer.WriteString("id", result.CallId);
                writer.WritePropertyName("response");
                JsonText.WriteValue(writer, result.Result);
                writer.WriteEndObject();
                break;
            case DataContent data:
                writer.WriteStartObject();
                writer.WriteString("type", "blob");
                WriteModality(writer, data.MediaType);
                writer.WriteString("content", data.Base64Data.Span);
                writer.WriteEndObject();
                break;
            case UriContent uri:
                writer.WriteStartObject();
                writer.WriteString("type", "uri");
                WriteModality(writer, uri.MediaType);
                writer.WriteString("uri", uri.Uri.OriginalString);
                writer.WriteEndObject();
                break;
            case UsageContent:
                break; // counted on the span
            default:
                writer.WriteStartObject();
                writer.WriteString("type", content.GetType().Name);
                writer.WriteEndObject();
                break;
        }
    }

    private static void WriteText(Utf8JsonWriter writer, string type, string text)
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString("content", text);
        writer.WriteEndObject();
    }

    private static void WriteModality(Utf8JsonWriter writer, string mediaType)
    {
        int slash = mediaType.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && mediaType[..slash] is "image" or "video" or "audio")
        {
            writer.WriteString("modality", mediaType[..slash]);
        }

        writer.WriteString("mime_type", mediaType);
    }
}
