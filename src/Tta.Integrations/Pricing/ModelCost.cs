// Implements the cost rules of Langfuse (calculation of token costs at ingestion).

namespace Tta.Pricing;

/// <summary>What one call cost, in USD, by usage type. Immutable. Amounts are exact decimals.</summary>
/// <param name="Details">USD per usage type, with <c>total</c> where the total is known.</param>
public sealed record ModelCost(IReadOnlyDictionary<string, decimal> Details)
{
    /// <summary>No cost is known.</summary>
    public static ModelCost Unknown { get; } = new(new Dictionary<string, decimal>());

    /// <summary>USD; null when nothing is known.</summary>
    public decimal? TotalUsd => Details.TryGetValue(UsageType.Total, out decimal total) ? total : null;

    /// <summary>Name of the <see cref="ModelPrice"/> that was applied; null for given costs.</summary>
    public string? PricedAs { get; init; }

    /// <summary>Name of the <see cref="PricingTier"/> that was applied; null for given costs.</summary>
    public string? Tier { get; init; }

    /// <summary>Version of the <see cref="PriceBook"/> that was applied, so that the figure can be explained later; null for given costs.</summary>
    public string? PriceBookVersion { get; init; }

    /// <summary>
    /// Price times units for each usage type that has a price. The total is the cost of the usage type <c>total</c> where that
    /// has a price, else the sum.
    /// </summary>
    /// <param name="prices">USD per unit and usage type.</param>
    /// <param name="units">Units per usage type.</param>
    public static ModelCost Compute(IReadOnlyDictionary<string, decimal> prices, IReadOnlyDictionary<string, decimal> units)
    {
        Dictionary<string, decimal> details = [];
        decimal sum = 0;
        foreach ((string type, decimal count) in units)
        {
            if (prices.TryGetValue(type, out decimal price))
            {
                sum += details[type] = price * count;
            }
        }

        if (details.Count > 0)
        {
            details.TryAdd(UsageType.Total, sum);
        }

        return new ModelCost(details);
    }

    /// <summary>
    /// Costs that the provider or the application gave. They replace every computed cost. Without a given total, the total is
    /// the sum of input and output.
    /// </summary>
    /// <param name="details">USD per usage type.</param>
    public static ModelCost Given(IReadOnlyDictionary<string, decimal> details)
    {
        Dictionary<string, decimal> copy = new(details);
        bool hasInput = copy.TryGetValue(UsageType.Input, out decimal input);
        bool hasOutput = copy.TryGetValue(UsageType.Output, out decimal output);
        if (hasInput || hasOutput)
        {
            copy.TryAdd(UsageType.Total, input + output);
        }

        return new ModelCost(copy);
    }
}
