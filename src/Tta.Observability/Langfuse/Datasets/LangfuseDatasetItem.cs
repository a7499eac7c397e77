using System.Text.Json;

namespace Tta.Observability;

/// <summary>An item of a dataset: what a task gets, and what is hoped for. Immutable and thread-safe.</summary>
public sealed record LangfuseDatasetItem
{
    /// <summary>Makes an item.</summary>
    /// <param name="inputJson">What the task gets, JSON.</param>
    /// <exception cref="ArgumentException"><paramref name="inputJson"/> is no JSON.</exception>
    public LangfuseDatasetItem(string inputJson) => InputJson = Checked(inputJson, nameof(inputJson));

    /// <summary>Id of the item; null as long as it is not in Langfuse, which then chooses one.</summary>
    public string? Id { get; init; }

    /// <summary>What the task gets, JSON.</summary>
    public string InputJson { get; }

    /// <summary>What is hoped for, JSON, or null.</summary>
    /// <exception cref="ArgumentException">It is no JSON.</exception>
    public string? ExpectedOutputJson
    {
        get;
        init => field = value is null ? null : Checked(value, nameof(ExpectedOutputJson));
    }

    /// <summary>Further facts, JSON, or null.</summary>
    /// <exception cref="ArgumentException">It is no JSON.</exception>
    public string? MetadataJson
    {
        get;
        init => field = value is null ? null : Checked(value, nameof(MetadataJson));
    }

    /// <summary>What the task gets: a text as it is, anything else as JSON.</summary>
    public string Input => TextOf(InputJson);

    /// <summary>What is hoped for: a text as it is, anything else as JSON; null when nothing is said.</summary>
    public string? ExpectedOutput => ExpectedOutputJson is null ? null : TextOf(ExpectedOutputJson);

    /// <summary>Makes an item of texts.</summary>
    /// <param name="input">What the task gets.</param>
    /// <param name="expectedOutput">What is hoped for, or null.</param>
    /// <returns>The item.</returns>
    public static LangfuseDatasetItem OfText(string input, string? expectedOutput = null)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new LangfuseDatasetItem(JsonOf(input)) { ExpectedOutputJson = expectedOutput is null ? null : JsonOf(expectedOutput) };
    }

    internal static LangfuseDatasetItem Read(JsonElement item) => new(item.GetProperty("input").GetRawText())
    {
        Id = item.GetProperty("id").GetString(),
        ExpectedOutputJson = Json(item, "expectedOutput"),
        MetadataJson = Json(item, "metadata"),
    };

    private static string? Json(JsonElement item, string name) =>
        item.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value.GetRawText() : null;

    private static string JsonOf(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static string TextOf(string json)
    {
        using JsonDocument document = Parse(json);
        return document.RootElement.ValueKind == JsonValueKind.String ? document.RootElement.GetString()! : json;
    }

    private static JsonDocument Parse(string json) => JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 512 });

    private static string Checked(string json, string name)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            using JsonDocument document = Parse(json);
            return json;
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"no JSON: {e.Message}; for a plain text use OfText", name, e);
        }
    }
}
