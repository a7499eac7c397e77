// Spec: Langfuse public API, POST /v2/prompts: the rules for names, labels and messages.
using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Tta.Model;
using Tta.Storage.Registry;

namespace Tta.Server.Langfuse.Prompts;

/// <summary>Reads a prompt that is to be made.</summary>
internal static partial class PromptBody
{
    private const int MaxLabelLength = 36;
    private const int MaxNameLength = 255;
    private const int MaxCommitMessageLength = 500;
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <exception cref="InvalidFieldException">A field cannot be used.</exception>
    public static PromptDraft Read(JsonFields body)
    {
        PromptType type = body.Word("type", ("text", PromptType.Text), ("chat", PromptType.Chat)) ?? PromptType.Text;
        IReadOnlyList<string> labels = body.Texts("labels") ?? [];
        CheckLabels(body, "labels", labels);
        return new PromptDraft(
            ReadName(body),
            type,
            type == PromptType.Chat ? ReadMessages(body) : ReadText(body),
            body.Json("config") ?? "{}",
            labels,
            body.Texts("tags"),
            body.OptionalText("commitMessage") is not null ? body.Text("commitMessage", 0, MaxCommitMessageLength) : null);
    }

    public static void CheckLabels(JsonFields body, string field, IReadOnlyList<string> labels)
    {
        foreach (string label in labels)
        {
            if (label.Length is 0 or > MaxLabelLength || !Label().IsMatch(label))
            {
                throw body.Invalid(
                    field, $"'{label}': a label has 1 to {MaxLabelLength} lowercase letters and digits, with optional underscores, hyphens or periods");
            }
        }
    }

    private static string ReadName(JsonFields body)
    {
        string name = body.Text("name", 1, MaxNameLength).Trim();
        string? problem =
            name.Length == 0 ? "Name cannot be empty"
            : Html().IsMatch(name) ? "Text cannot contain HTML tags"
            : name.Contains('|', StringComparison.Ordinal) ? "Prompt name cannot contain '|' character"
            : name.StartsWith('/') ? "Name cannot start with a slash"
            : name.EndsWith('/') ? "Name cannot end with a slash"
            : name.Contains("//", StringComparison.Ordinal) ? "Name cannot contain consecutive slashes"
            : name is "new" or "metrics" or "prompt-detail" ? $"Prompt name cannot be '{name}'"
            : null;
        return problem is null ? name : throw body.Invalid("name", problem);
    }

    private static string ReadText(JsonFields body)
    {
        _ = body.Text("prompt");
        return body.Json("prompt")!;
    }

    private static string ReadMessages(JsonFields body)
    {
        var variables = new HashSet<string>(StringComparer.Ordinal);
        var placeholders = new HashSet<string>(StringComparer.Ordinal);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, s_writing))
        {
            writer.WriteStartArray();
            foreach (JsonFields message in body.Objects("prompt") ?? throw body.Missing("prompt", "array"))
            {
                WriteMessage(writer, message, variables, placeholders);
            }

            writer.WriteEndArray();
        }

        variables.IntersectWith(placeholders);
        return variables.Count == 0
            ? Encoding.UTF8.GetString(buffer.WrittenSpan)
            : throw new RegistryException(
                RegistryFault.Invalid,
                $"Cannot create prompt, variables and placeholders must be unique, the following are not: {string.Join(", ", variables)}");
    }

    private static void WriteMessage(Utf8JsonWriter writer, JsonFields message, HashSet<string> variables, HashSet<string> placeholders)
    {
        writer.WriteStartObject();
        if (message.OptionalText("type") is "placeholder")
        {
            string name = message.Text("name");
            if (!PlaceholderName().IsMatch(name))
            {
                throw message.Invalid("name", "Placeholder name must start with a letter and contain only alphanumeric characters and underscores");
            }

            placeholders.Add(name);
            writer.WriteString("type"u8, "placeholder"u8);
            writer.WriteString("name"u8, name);
        }
        else
        {
            string content = message.Text("content");
            foreach (Match variable in Variable().Matches(content))
            {
                variables.Add(variable.Groups[1].Value);
            }

            writer.WriteString("role"u8, message.Text("role"));
            writer.WriteString("content"u8, content);
        }

        writer.WriteEndObject();
    }

    [GeneratedRegex(@"^[a-z0-9_\-.]+$")]
    private static partial Regex Label();

    [GeneratedRegex("<[^<>]*>")]
    private static partial Regex Html();

    [GeneratedRegex("^[a-zA-Z][a-zA-Z0-9_]*$")]
    private static partial Regex PlaceholderName();

    [GeneratedRegex(@"\{\{\s*(\p{L}[\p{L}\p{N}_]*)\s*\}\}")]
    private static partial Regex Variable();
}
