namespace Tta.Pricing;

/// <summary>One set of prices of a model and the conditions under which it applies. Immutable and thread-safe.</summary>
/// <param name="Id">Stable id; empty when the source gives none.</param>
/// <param name="Name">For people, for example <c>Standard</c> or <c>Large Context (&gt;272K)</c>.</param>
/// <param name="Prices">USD per unit and usage type (<c>input</c>, <c>output</c>, <c>input_cached_tokens</c>, <c>total</c>, ...).</param>
public sealed record PricingTier(string Id, string Name, IReadOnlyDictionary<string, decimal> Prices)
{
    /// <summary>Whether this tier applies when no other does. Default: false.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Tiers other than the default are tried in ascending order. Default: 0.</summary>
    public int Priority { get; init; }

    /// <summary>All must hold; a tier without conditions applies only as the default. Default: none.</summary>
    public IReadOnlyList<TierCondition> Conditions { get; init; } = [];

    internal bool Applies(IReadOnlyDictionary<string, decimal> units, CallAttributes attributes)
    {
        foreach (TierCondition condition in Conditions)
        {
            if (!condition.Holds(units, attributes))
            {
                return false;
            }
        }

        return Conditions.Count > 0;
    }
}
