using Tta.Integrations;

namespace Tta.Pricing;

/// <summary>Turns inclusive token counts into the exclusive buckets that price lists are written for.</summary>
internal static class UsageBuckets
{
    /// <summary>The buckets by their first names, for the choice of a tier.</summary>
    public static Dictionary<string, decimal> Of(in TokenUsage usage) => Of(usage, prices: null);

    /// <summary>The buckets by the names that the prices know; a part without a price stays in its whole.</summary>
    public static Dictionary<string, decimal> Of(in TokenUsage usage, IReadOnlyDictionary<string, decimal>? prices)
    {
        Dictionary<string, decimal> buckets = [];
        decimal input = usage.InputTokens;
        decimal output = usage.OutputTokens;
        Split(ref input, usage.CachedInputTokens, UsageType.CachedInputNames);
        Split(ref input, usage.CacheCreationInputTokens, UsageType.CacheCreationNames);
        Split(ref input, usage.InputAudioTokens, UsageType.InputAudioNames);
        Split(ref output, usage.ReasoningTokens, UsageType.ReasoningNames);
        Split(ref output, usage.OutputAudioTokens, UsageType.OutputAudioNames);
        buckets[UsageType.Input] = Math.Max(0, input);
        buckets[UsageType.Output] = Math.Max(0, output);
        buckets[UsageType.Total] = usage.TotalTokens;
        return buckets;

        void Split(ref decimal whole, long part, string[] names)
        {
            string? name = prices is null ? names[0] : Array.Find(names, prices.ContainsKey);
            if (part > 0 && name is not null)
            {
                buckets[name] = part;
                whole -= part;
            }
        }
    }
}
