// Reads model_prices_and_context_window.json of LiteLLM. Prices "above N thousand tokens" become a tier whose condition is
// the whole input.

using System.Globalization;
using System.Text.Json;

namespace Tta.Pricing;

/// <summary>Reader of the LiteLLM price map.</summary>
internal static class LiteLlmPrices
{
    private const string ExplanationEntry = "sample_spec";
    private const string AbovePrefix = "_above_";
    private const string AboveSuffix = "k_tokens";

    private static readonly Dictionary<string, string> s_usageTypes = new()
    {
        ["input_cost_per_token"] = UsageType.Input,
        ["output_cost_per_token"] = UsageType.Output,
        ["cache_read_input_token_cost"] = UsageType.CachedInput,
        ["cache_creation_input_token_cost"] = UsageType.CacheCreation,
        ["output_cost_per_reasoning_token"] = UsageType.Reasoning,
        ["input_cost_per_audio_token"] = UsageType.InputAudio,
        ["output_cost_per_audio_token"] = UsageType.OutputAudio,
    };

    public static ModelPrice[] Read(ReadOnlyMemory<byte> utf8Json)
    {
        string name = "";
        try
        {
            using JsonDocument document = JsonDocument.Parse(utf8Json);
            List<ModelPrice> prices = [];
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                name = entry.Name;
                if (name != ExplanationEntry && ReadTiers(name, entry.Value) is { Length: > 0 } tiers)
                {
                    prices.Add(ModelPrice.Exactly(name, tiers));
                }
            }

            return [.. prices];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new FormatException($"cannot read model prices of LiteLLM: entry '{name}': {e.Message}", e);
        }
    }

    private static PricingTier[] ReadTiers(string model, JsonElement entry)
    {
        Dictionary<string, decimal> standard = [];
        SortedDictionary<int, Dictionary<string, decimal>> above = new(Comparer<int>.Create(static (a, b) => b.CompareTo(a))); // the highest bound first
        foreach (JsonProperty member in entry.EnumerateObject())
        {
            if (member.Value.ValueKind == JsonValueKind.Number && Split(member.Name, out int aboveThousands) is { } type)
            {
                Dictionary<string, decimal> prices = standard;
                if (aboveThousands > 0 && !above.TryGetValue(aboveThousands, out prices!))
                {
                    above[aboveThousands] = prices = [];
                }

                prices[type] = member.Value.GetDecimal();
            }
        }

        if (standard.Count == 0)
        {
            return [];
        }

        List<PricingTier> tiers = [new(model, "Standard", standard) { IsDefault = true }];
        foreach ((int thousands, Dictionary<string, decimal> prices) in above)
        {
            foreach ((string type, decimal price) in standard)
            {
                prices.TryAdd(type, price);
            }

            tiers.Add(new PricingTier($"{model}>{thousands}k", $"Above {thousands}K", prices)
            {
                Priority = tiers.Count,
                Conditions = [TierCondition.UsageSum("^input", UsageComparison.GreaterThan, thousands * 1000m)],
            });
        }

        return [.. tiers];
    }

    private static string? Split(string member, out int aboveThousands)
    {
        aboveThousands = 0;
        int cut = member.IndexOf(AbovePrefix, StringComparison.Ordinal);
        if (cut < 0)
        {
            return s_usageTypes.GetValueOrDefault(member);
        }

        ReadOnlySpan<char> bound = member.AsSpan(cut + AbovePrefix.Length);
        return bound.EndsWith(AboveSuffix, StringComparison.Ordinal)
            && int.TryParse(bound[..^AboveSuffix.Length], NumberStyles.None, CultureInfo.InvariantCulture, out aboveThousands)
            ? s_usageTypes.GetValueOrDefault(member[..cut])
            : null;
    }
}
