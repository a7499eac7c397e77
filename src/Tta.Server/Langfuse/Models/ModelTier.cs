// Spec: Langfuse public API, pricing tiers.
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Tta.Server.Langfuse.Models;

/// <summary>A pricing tier as it is given.</summary>
internal sealed record ModelTier(string Name, bool IsDefault, long Priority, IReadOnlyList<JsonFields> Conditions, JsonElement Prices)
{
    private const int MaxNameLength = 100;
    private const int MaxPriority = 999;
    private const int MaxPatternLength = 200;

    /// <exception cref="InvalidFieldException">A field cannot be used.</exception>
    public static ModelTier Read(JsonFields tier)
    {
        JsonElement prices = tier.Get("prices");
        foreach (JsonProperty price in prices.ValueKind == JsonValueKind.Object ? prices.EnumerateObject() : throw tier.Missing("prices", "object"))
        {
            if (price.Value.ValueKind != JsonValueKind.Number || price.Value.GetDouble() < 0)
            {
                throw tier.Invalid("prices", $"{price.Name}: Price must be a non-negative number");
            }
        }

        IReadOnlyList<JsonFields> conditions = tier.Objects("conditions") ?? throw tier.Missing("conditions", "array");
        foreach (JsonFields condition in conditions)
        {
            CheckCondition(condition);
        }

        return new ModelTier(
            tier.Text("name", 1, MaxNameLength).Trim(),
            tier.Flag("isDefault") ?? false,
            tier.Whole("priority") is { } priority and >= 0 and <= MaxPriority ? priority : throw tier.Invalid("priority", $"expected a whole number from 0 to {MaxPriority}"),
            conditions,
            prices);
    }

    /// <summary>What is wrong with the tiers of a model together, or null.</summary>
    public static string? Problem(IReadOnlyList<ModelTier> tiers)
    {
        List<ModelTier> defaults = [.. tiers.Where(tier => tier.IsDefault)];
        if (defaults.Count != 1)
        {
            return defaults.Count == 0
                ? "Exactly one pricing tier must have isDefault: true"
                : $"Only one pricing tier can have isDefault: true, found {defaults.Count}";
        }

        string[] keys = Keys(defaults[0]);
        return defaults[0].Priority != 0 ? "Default pricing tier must have priority: 0"
            : defaults[0].Conditions.Count > 0 ? "Default pricing tier must have empty conditions array"
            : tiers.FirstOrDefault(tier => !tier.IsDefault && tier.Conditions.Count == 0) is { } free
                ? $"Non-default pricing tier \"{free.Name}\" must have at least one condition"
            : tiers.Select(tier => tier.Priority).Distinct().Count() < tiers.Count ? "Pricing tier priorities must be unique within a model"
            : tiers.Select(tier => tier.Name).Distinct().Count() < tiers.Count ? "Pricing tier names must be unique"
            : keys.Length == 0 ? $"Pricing tier \"{defaults[0].Name}\" must have at least one price defined"
            : tiers.FirstOrDefault(tier => !Keys(tier).SequenceEqual(keys)) is { } other
                ? $"Pricing tier \"{other.Name}\" must have the same usage keys as the default tier. Expected: [{string.Join(", ", keys)}], "
                    + $"Got: [{string.Join(", ", Keys(other))}]"
            : null;
    }

    public void Write(Utf8JsonWriter writer, string id)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, id);
        writer.WriteString("name"u8, Name);
        writer.WriteBoolean("isDefault"u8, IsDefault);
        writer.WriteNumber("priority"u8, Priority);
        writer.WriteStartArray("conditions"u8);
        foreach (JsonFields condition in Conditions)
        {
            WriteCondition(writer, condition);
        }

        writer.WriteEndArray();
        writer.WritePropertyName("prices"u8);
        Prices.WriteTo(writer);
        writer.WriteEndObject();
    }

    private static string[] Keys(ModelTier tier) => [.. tier.Prices.EnumerateObject().Select(price => price.Name).Order(StringComparer.Ordinal)];

    private static void CheckCondition(JsonFields condition)
    {
        if (condition.Has("source"))
        {
            _ = condition.Word("source", ("model_parameters", 0), ("metadata", 1)) ?? throw condition.Missing("source", "string");
            _ = condition.Word("operator", ("in", 0)) ?? throw condition.Missing("operator", "string");
            _ = condition.Text("key", 1, MaxPatternLength);
            if (condition.Texts("values") is not { Count: > 0 } values || values.Contains(""))
            {
                throw condition.Invalid("values", "expected at least one value, and none empty");
            }

            return;
        }

        string pattern = condition.Text("usageDetailPattern", 1, MaxPatternLength);
        try
        {
            _ = new Regex(pattern, RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw condition.Invalid("usageDetailPattern", $"Invalid regex pattern: {e.Message}");
        }

        _ = condition.Word("operator", ("gt", 0), ("gte", 1), ("lt", 2), ("lte", 3), ("eq", 4), ("neq", 5)) ?? throw condition.Missing("operator", "string");
        if (condition.Number("value") is not >= 0)
        {
            throw condition.Invalid("value", "expected a number from 0");
        }

        _ = condition.Flag("caseSensitive");
    }

    private static void WriteCondition(Utf8JsonWriter writer, JsonFields condition)
    {
        writer.WriteStartObject();
        foreach (string name in (string[])["source", "key", "usageDetailPattern", "operator", "value", "values", "caseSensitive"])
        {
            if (condition.Find(name) is { } value)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        if (condition.Has("usageDetailPattern") && condition.Find("caseSensitive") is null)
        {
            writer.WriteBoolean("caseSensitive"u8, false);
        }

        writer.WriteEndObject();
    }
}
