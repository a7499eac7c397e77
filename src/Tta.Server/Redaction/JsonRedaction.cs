using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tta.Observability;

namespace Tta.Server.Redaction;

/// <summary>Hides texts inside of JSON, as they read without escapes. Numbers, order and unknown members stay as they are.</summary>
internal static class JsonRedaction
{
    private const int MaxDepth = 256;
    private static readonly JsonReaderOptions s_reading = new() { MaxDepth = MaxDepth };

    private static readonly JsonWriterOptions s_writing = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true, MaxDepth = MaxDepth + 1,
    };

    /// <summary>Hides what is to be hidden in a document. False when it is none.</summary>
    /// <param name="utf8Json">The document.</param>
    /// <param name="hide">Hides in one text; gives the same instance when there is nothing.</param>
    /// <param name="isSecret">Whether the texts of a member are hidden whole.</param>
    /// <param name="hidden">The document without it; the same instance when there is nothing.</param>
    public static bool TryHide(byte[] utf8Json, Func<string, string> hide, Func<string, bool> isSecret, out byte[] hidden)
    {
        hidden = utf8Json;
        var target = new ArrayBufferWriter<byte>(utf8Json.Length);
        using var writer = new Utf8JsonWriter(target, s_writing);
        try
        {
            if (Copy(new Utf8JsonReader(utf8Json, s_reading), writer, hide, isSecret))
            {
                writer.Flush();
                hidden = target.WrittenSpan.ToArray();
            }

            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON, or texts in it that are none: whoever reads the document says so.
            return false;
        }
    }

    private static bool Copy(Utf8JsonReader reader, Utf8JsonWriter writer, Func<string, string> hide, Func<string, bool> isSecret)
    {
        bool isChanged = false;
        bool isSecretMember = false;
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    string name = reader.GetString()!;
                    string hiddenName = hide(name);
                    isChanged |= !ReferenceEquals(name, hiddenName);
                    isSecretMember = isSecret(name);
                    writer.WritePropertyName(hiddenName);
                    continue;
                case JsonTokenType.String:
                    string text = reader.GetString()!;
                    string hidden = isSecretMember && text.Length > 0 ? SecretPatterns.Replacement : hide(text);
                    isChanged |= !string.Equals(text, hidden, StringComparison.Ordinal);
                    writer.WriteStringValue(hidden);
                    break;
                case JsonTokenType.StartObject:
                    writer.WriteStartObject();
                    break;
                case JsonTokenType.EndObject:
                    writer.WriteEndObject();
                    break;
                case JsonTokenType.StartArray:
                    writer.WriteStartArray();
                    continue;
                case JsonTokenType.EndArray:
                    writer.WriteEndArray();
                    break;
                default:
                    writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                    break;
            }

            // The texts of a list are secrets as well as a single one.
            isSecretMember &= reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False or JsonTokenType.Null;
        }

        return isChanged;
    }
}
