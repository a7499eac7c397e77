// Spec: Langfuse OTLP attributes langfuse.observation.usage_details and .cost_details (JSON objects of numbers).
using System.Text.Json;

namespace Tta.Wire.GenAi;

/// <summary>Token counts and cost as Langfuse's SDKs send them. Its buckets exclude each other; here sub-counts are part of the total.</summary>
internal readonly record struct LangfuseUsage(long? InputTokens, long? OutputTokens, long? CachedInputTokens, long? ReasoningTokens, decimal? CostUsd)
{
    public static LangfuseUsage Parse(string? usageJson, string? costJson)
    {
        Dictionary<string, double>? usage = Numbers(usageJson);
        Dictionary<string, double>? cost = Numbers(costJson);
        long? cached = Count(usage, "input_cached_tokens") ?? Count(usage, "cache_read_input_tokens");
        long? reasoning = Count(usage, "output_reasoning_tokens") ?? Count(usage, "output_reasoning");
        return new LangfuseUsage(Count(usage, "input") + (cached ?? 0), Count(usage, "output") + (reasoning ?? 0), cached, reasoning, Total(cost));
    }

    private static long? Count(Dictionary<string, double>? numbers, string key) =>
        numbers is not null && numbers.TryGetValue(key, out double number) && number is >= 0 and < 9e18 ? (long)number : null;

    private static decimal? Total(Dictionary<string, double>? cost)
    {
        if (cost is not { Count: > 0 })
        {
            return null;
        }

        double sum = 0;
        foreach (double part in cost.Values)
        {
            sum += part;
        }

        double total = cost.TryGetValue("total", out double said) ? said : sum;
        return Math.Abs(total) < 1e12 ? (decimal)total : null;
    }

    private static Dictionary<string, double>? Numbers(string? json)
    {
        if (json is null)
        {
            return null;
        }

        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in document.RootElement.EnumerateObject())
                {
                    if (property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetDouble(out double number))
                    {
                        numbers[property.Name] = number;
                    }
                }
            }
        }
        catch (JsonException)
        {
            // A broken detail must not lose the call it belongs to.
        }

        return numbers;
    }
}
