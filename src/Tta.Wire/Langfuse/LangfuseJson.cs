using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>JSON as values.</summary>
public static class LangfuseJson
{
    /// <summary>Parses a JSON text; halves of characters in it become the replacement character.</summary>
    /// <exception cref="JsonException">It is no JSON, or too deep.</exception>
    public static AnyValue Parse(string json, int maxDepth)
    {
        using JsonDocument document = JsonDocument.Parse(LoneSurrogates.Mend(json), new JsonDocumentOptions { MaxDepth = maxDepth });
        return PlainJson.From(document.RootElement);
    }

    /// <summary>The value of an element; null is empty, of members with one name the last counts. Depth is bounded by the parser.</summary>
    public static AnyValue From(JsonElement element) => PlainJson.From(element);
}
