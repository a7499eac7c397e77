// Spec: usage and cost details of Langfuse. A usage type whose name contains "input" or "output" (in any case) counts as that.
namespace Tta.Model;

/// <summary>Sums over maps of usage types. The types exclude each other, but for <c>total</c>.</summary>
public static class LlmUsage
{
    /// <summary>The usage type that holds the sum.</summary>
    public const string TotalKey = "total";

    /// <summary>No units.</summary>
    public static IReadOnlyDictionary<string, long> None { get; } = new Dictionary<string, long>();

    /// <summary>No costs.</summary>
    public static IReadOnlyDictionary<string, decimal> Free { get; } = new Dictionary<string, decimal>();

    /// <summary>Whether a usage type is a part of the input.</summary>
    public static bool IsInput(string type) => type.Contains("input", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a usage type is a part of the output.</summary>
    public static bool IsOutput(string type) => type.Contains("output", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a usage type is input that came from the provider's cache.</summary>
    public static bool IsCachedInput(string type) =>
        type is "input_cached_tokens" or "input_cache_read" or "cache_read_input_tokens";

    /// <summary>Whether a usage type is output spent on reasoning.</summary>
    public static bool IsReasoning(string type) => type is "output_reasoning_tokens" or "output_reasoning" or "reasoning_tokens";

    /// <summary>Units of all input.</summary>
    public static long Input(IReadOnlyDictionary<string, long> units) => Sum(units, IsInput);

    /// <summary>Units of all output.</summary>
    public static long Output(IReadOnlyDictionary<string, long> units) => Sum(units, IsOutput);

    /// <summary>Units of cached input.</summary>
    public static long CachedInput(IReadOnlyDictionary<string, long> units) => Sum(units, IsCachedInput);

    /// <summary>Units of reasoning.</summary>
    public static long Reasoning(IReadOnlyDictionary<string, long> units) => Sum(units, IsReasoning);

    /// <summary>Cost of all input; null when the map says nothing about it.</summary>
    public static decimal? InputCost(IReadOnlyDictionary<string, decimal> costs) => Sum(costs, IsInput);

    /// <summary>Cost of all output; null when the map says nothing about it.</summary>
    public static decimal? OutputCost(IReadOnlyDictionary<string, decimal> costs) => Sum(costs, IsOutput);

    /// <summary>The units with their total: the given one, else the sum. A sum that would overflow is the greatest number.</summary>
    public static IReadOnlyDictionary<string, long> WithTotal(IReadOnlyDictionary<string, long> units)
    {
        if (units.Count == 0 || units.ContainsKey(TotalKey))
        {
            return units;
        }

        return new Dictionary<string, long>(units, StringComparer.Ordinal) { [TotalKey] = Sum(units, static _ => true) };
    }

    private static long Sum(IReadOnlyDictionary<string, long> units, Func<string, bool> counts)
    {
        long sum = 0;
        foreach ((string type, long count) in units)
        {
            if (counts(type))
            {
                sum = count > long.MaxValue - sum ? long.MaxValue : sum + count;
            }
        }

        return sum;
    }

    private static decimal? Sum(IReadOnlyDictionary<string, decimal> costs, Func<string, bool> counts)
    {
        decimal? sum = null;
        foreach ((string type, decimal cost) in costs)
        {
            if (counts(type))
            {
                sum = (sum ?? 0) + cost;
            }
        }

        return sum;
    }
}
