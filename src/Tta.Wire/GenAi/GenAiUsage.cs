// Spec: GenAI conventions v1.41 (sub-counts are part of input and output); Langfuse OTLP attributes langfuse.observation.usage_details
// and .cost_details (JSON objects of numbers, whose usage types exclude each other).
using System.Text.Json;

namespace Tta.Wire.GenAi;

/// <summary>Units and costs of a call by usage type; the types exclude each other.</summary>
internal static class GenAiUsage
{
    public static IReadOnlyDictionary<string, long>? Read(in GenAiAttributes attributes)
    {
        if (Numbers(attributes.Text("langfuse.observation.usage_details")) is { Count: > 0 } said)
        {
            var details = new Dictionary<string, long>(StringComparer.Ordinal);
            foreach ((string type, decimal units) in said)
            {
                if (units <= long.MaxValue)
                {
                    details[type] = (long)units;
                }
            }

            return details;
        }

        long? input = attributes.FirstCount(GenAiKeys.InputTokens);
        long? output = attributes.FirstCount(GenAiKeys.OutputTokens);
        if (input is null && output is null)
        {
            return null;
        }

        var usage = new Dictionary<string, long>(StringComparer.Ordinal);
        Split(usage, "input", input, ("input_cached_tokens", attributes.FirstCount(GenAiKeys.CachedTokens)),
            ("input_cache_creation", attributes.FirstCount(GenAiKeys.CacheCreationTokens)));
        Split(usage, "output", output, ("output_reasoning_tokens", attributes.FirstCount(GenAiKeys.ReasoningTokens)));
        return usage;
    }

    public static IReadOnlyDictionary<string, decimal>? ReadCosts(in GenAiAttributes attributes)
    {
        if (Numbers(attributes.Text("langfuse.observation.cost_details")) is { Count: > 0 } said)
        {
            return said;
        }

        return attributes.FirstNumber(GenAiKeys.Cost) is { } cost and >= 0 and < 1e12
            ? new Dictionary<string, decimal>(StringComparer.Ordinal) { ["total"] = (decimal)cost }
            : null;
    }

    private static void Split(Dictionary<string, long> usage, string type, long? whole, params ReadOnlySpan<(string Type, long? Units)> parts)
    {
        long rest = whole ?? 0;
        foreach ((string part, long? units) in parts)
        {
            if (units > 0)
            {
                usage[part] = units.Value;
                rest -= units.Value;
            }
        }

        if (whole is not null)
        {
            usage[type] = Math.Max(0, rest);
        }
    }

    private static Dictionary<string, decimal>? Numbers(string? json)
    {
        if (json is null)
        {
            return null;
        }

        var numbers = new Dictionary<string, decimal>(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in document.RootElement.EnumerateObject())
                {
                    if (property.Value.ValueKind == JsonValueKind.Number && property.Value.TryGetDecimal(out decimal number) && number >= 0)
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
