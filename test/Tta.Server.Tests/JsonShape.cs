using System.Text.Json.Nodes;

namespace Tta.Server.Tests;

/// <summary>Compares the form of two JSON documents: names and types, not values.</summary>
internal static class JsonShape
{
    /// <summary>What the expected document has (in every object, in the first item of every list) and the actual one has not; null when nothing is missing.</summary>
    public static string? Missing(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        if (expected?.GetValueKind() != actual?.GetValueKind())
        {
            return $"{path}: expected {expected?.GetValueKind()}, got {actual?.GetValueKind()}";
        }

        if (expected is JsonObject members)
        {
            return members.Select(member => Missing(member.Value, actual![member.Key], $"{path}.{member.Key}")).FirstOrDefault(problem => problem is not null);
        }

        return expected is JsonArray { Count: > 0 } items
            ? actual!.AsArray().Count == 0 ? $"{path}: empty" : actual.AsArray().Select(item => Missing(items[0], item, path + "[]")).OrderBy(problem => problem is not null).First()
            : null;
    }
}
