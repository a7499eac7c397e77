using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tta.Model;

/// <summary>
/// A property that holds the text of a JSON value, written as that value and not as a string in a string. Thread-safe.
/// </summary>
public sealed class JsonTextConverter : JsonConverter<string>
{
    /// <inheritdoc/>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using JsonDocument value = JsonDocument.ParseValue(ref reader);
        return value.RootElement.GetRawText();
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        // The writer's own check of raw values stops at a depth of 64, whatever the options say.
        using (JsonDocument.Parse(value, new JsonDocumentOptions { MaxDepth = options.MaxDepth }))
        {
            writer.WriteRawValue(value, skipInputValidation: true);
        }
    }
}
