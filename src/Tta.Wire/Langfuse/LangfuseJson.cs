using System.Text.Json;
using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>JSON as values.</summary>
public static class LangfuseJson
{
    /// <summary>The value of an element; null is empty, of members with one name the last counts. Depth is bounded by the parser.</summary>
    public static AnyValue From(JsonElement element) => PlainJson.From(element);
}
