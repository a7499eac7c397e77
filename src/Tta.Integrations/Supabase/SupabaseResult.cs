using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tta.Integrations;

/// <summary>What the database answered.</summary>
/// <param name="Data">Rows as a JSON array, or what a function returned; undefined when the answer was empty.</param>
/// <param name="Count">All rows that match, when they were counted; null otherwise.</param>
/// <param name="StatusCode">HTTP status.</param>
public sealed record SupabaseResult(JsonElement Data, long? Count, int StatusCode)
{
    /// <summary>The rows as values of a type.</summary>
    /// <typeparam name="T">Type of a row.</typeparam>
    /// <param name="type">How a row is read from JSON.</param>
    /// <exception cref="JsonException">A row is not of this type.</exception>
    public IReadOnlyList<T> Read<T>(JsonTypeInfo<T> type) => Data.ValueKind switch
    {
        JsonValueKind.Array => [.. Data.EnumerateArray().Select(row => row.Deserialize(type)!)],
        JsonValueKind.Undefined or JsonValueKind.Null => [],
        _ => [Data.Deserialize(type)!],
    };
}
