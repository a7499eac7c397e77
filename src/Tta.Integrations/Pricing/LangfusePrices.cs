// Reads the format of worker/src/constants/default-model-prices.json of Langfuse.

using System.Text.Json;

namespace Tta.Pricing;

/// <summary>Reader of the Langfuse default model prices format.</summary>
internal static class LangfusePrices
{
    public static ModelPrice[] Read(ReadOnlyMemory<byte> utf8Json, bool isShipped, out DateTimeOffset newest)
    {
        newest = DateTimeOffset.UnixEpoch;
        int index = 0;
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8Json);
            ModelPrice[] prices = new ModelPrice[document.RootElement.GetArrayLength()];
            foreach (JsonElement entry in document.RootElement.EnumerateArray())
            {
                if (entry.TryGetProperty("updatedAt", out JsonElement updated) && updated.GetDateTimeOffset() > newest)
                {
                    newest = updated.GetDateTimeOffset();
                }

                PricingTier[] tiers = ReadAll(entry.GetProperty("pricingTiers"), ReadTier);
                (string name, string pattern) = (Text(entry, "modelName"), Text(entry, "matchPattern"));
                prices[index++] = isShipped ? ModelPrice.OfShippedList(name, pattern, tiers) : new ModelPrice(name, pattern, tiers);
            }

            return prices;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new FormatException($"cannot read model prices: entry {index} (from 0): {e.Message}", e);
        }
    }

    internal static PricingTier ReadTier(JsonElement tier)
    {
        Dictionary<string, decimal> prices = [];
        foreach (JsonProperty price in tier.GetProperty("prices").EnumerateObject())
        {
            prices[price.Name] = price.Value.GetDecimal();
        }

        return new PricingTier(Text(tier, "id"), Text(tier, "name"), prices)
        {
            IsDefault = tier.GetProperty("isDefault").GetBoolean(),
            Priority = tier.GetProperty("priority").GetInt32(),
            Conditions = ReadConditions(tier),
        };
    }

    internal static TierCondition[] ReadConditions(JsonElement tier)
        => ReadAll(tier.GetProperty("conditions"), ReadCondition);

    private static T[] ReadAll<T>(JsonElement array, Func<JsonElement, T> read)
    {
        T[] items = new T[array.GetArrayLength()];
        int count = 0;
        foreach (JsonElement item in array.EnumerateArray())
        {
            items[count++] = read(item);
        }

        return items;
    }

    private static TierCondition ReadCondition(JsonElement condition)
    {
        string comparison = Text(condition, "operator");
        if (condition.TryGetProperty("source", out JsonElement source))
        {
            return comparison == "in"
                ? TierCondition.AttributeIn(
                    ReadSource(source), Text(condition, "key"), ReadAll(condition.GetProperty("values"), static v => v.GetString() ?? ""))
                : throw new FormatException($"operator '{comparison}' of an attribute condition; expected 'in'");
        }

        bool caseSensitive = condition.TryGetProperty("caseSensitive", out JsonElement flag) && flag.GetBoolean();
        return TierCondition.UsageSum(
            Text(condition, "usageDetailPattern"), ReadComparison(comparison), condition.GetProperty("value").GetDecimal(), caseSensitive);
    }

    private static AttributeSource ReadSource(JsonElement source) => source.GetString() switch
    {
        "model_parameters" => AttributeSource.ModelParameters,
        "metadata" => AttributeSource.Metadata,
        var other => throw new FormatException($"source '{other}'; expected 'model_parameters' or 'metadata'"),
    };

    private static UsageComparison ReadComparison(string name) => name switch
    {
        "gt" => UsageComparison.GreaterThan,
        "gte" => UsageComparison.GreaterOrEqual,
        "lt" => UsageComparison.LessThan,
        "lte" => UsageComparison.LessOrEqual,
        "eq" => UsageComparison.Equal,
        "neq" => UsageComparison.NotEqual,
        _ => throw new FormatException($"operator '{name}'; expected gt, gte, lt, lte, eq or neq"),
    };

    private static string Text(JsonElement element, string name)
        => element.GetProperty(name).GetString() ?? throw new FormatException($"member '{name}' is null");
}
