// Implements model entries of the Langfuse default model prices format.

using System.Text.RegularExpressions;

namespace Tta.Pricing;

/// <summary>What one model costs. Immutable and thread-safe.</summary>
public sealed class ModelPrice
{
    // The longest name that is looked up: bounds the work of patterns, and no provider has longer names.
    private const int MaxNameLength = 200;

    private readonly Func<string, bool> _matches;
    private readonly PricingTier[] _tiers;
    private readonly PricingTier[] _conditional;

    /// <summary>Creates a price.</summary>
    /// <param name="name">Name of the model, for people and for the pinned version of a cost.</param>
    /// <param name="matchPattern">Regular expression over model names as requested or answered; without backtracking constructs.</param>
    /// <param name="tiers">Sets of prices; usually one, the default.</param>
    /// <exception cref="ArgumentException">The pattern is no regular expression, or needs backtracking.</exception>
    public ModelPrice(string name, string matchPattern, params IEnumerable<PricingTier> tiers)
        : this(name, matchPattern, [.. tiers], LinearPattern(name, matchPattern).IsMatch)
    {
    }

    private ModelPrice(string name, string matchPattern, PricingTier[] tiers, Func<string, bool> matches)
    {
        Name = name;
        MatchPattern = matchPattern;
        _tiers = tiers;
        _matches = matches;
        _conditional = Array.FindAll(tiers, static tier => !tier.IsDefault);
        long[] order = new long[_conditional.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = ((long)_conditional[i].Priority << 32) + i; // Of equal priorities, the first one of the list comes first.
        }

        Array.Sort(order, _conditional);
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>Regular expression over model names.</summary>
    public string MatchPattern { get; }

    /// <summary>Sets of prices in the order of the source.</summary>
    public IReadOnlyList<PricingTier> Tiers => _tiers;

    /// <summary>A price with one tier for exactly this model name, ignoring case.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="inputUsdPerMillion">USD per million input tokens.</param>
    /// <param name="outputUsdPerMillion">USD per million output tokens.</param>
    /// <param name="cachedInputUsdPerMillion">USD per million input tokens read from the provider's cache; default: as other input.</param>
    public static ModelPrice PerMillionTokens(
        string model, decimal inputUsdPerMillion, decimal outputUsdPerMillion, decimal? cachedInputUsdPerMillion = null)
    {
        Dictionary<string, decimal> prices = new()
        {
            [UsageType.Input] = inputUsdPerMillion / 1_000_000m,
            [UsageType.Output] = outputUsdPerMillion / 1_000_000m,
        };
        if (cachedInputUsdPerMillion is { } cached)
        {
            prices[UsageType.CachedInput] = cached / 1_000_000m;
        }

        return Exactly(model, new PricingTier("", "Standard", prices) { IsDefault = true });
    }

    /// <summary>Tiers with conditions in the order they are tried.</summary>
    public IReadOnlyList<PricingTier> ConditionalTiers => _conditional;

    /// <summary>Whether this price is for the model.</summary>
    /// <param name="model">Model name as requested or answered.</param>
    public bool Matches(string model) => model.Length <= MaxNameLength && _matches(model);

    /// <summary>The tier that applies: the first whose conditions all hold, else the default, else null.</summary>
    /// <param name="units">Units per usage type.</param>
    /// <param name="attributes">Attributes of the call; default: none.</param>
    public PricingTier? TierFor(IReadOnlyDictionary<string, decimal> units, CallAttributes? attributes = null)
    {
        attributes ??= CallAttributes.None;
        foreach (PricingTier tier in _conditional)
        {
            if (tier.Applies(units, attributes))
            {
                return tier;
            }
        }

        return Array.Find(_tiers, static tier => tier.IsDefault);
    }

    /// <summary>A price for exactly this model name, ignoring case.</summary>
    internal static ModelPrice Exactly(string model, params PricingTier[] tiers)
        => new(model, $"(?i)^{Regex.Escape(model)}$", tiers, name => name.Equals(model, StringComparison.OrdinalIgnoreCase));

    /// <summary>An entry of the shipped list; its pattern is built when first asked.</summary>
    internal static ModelPrice OfShippedList(string name, string matchPattern, PricingTier[] tiers)
    {
        Lazy<Regex> pattern = new(() => LinearRegex.OfShippedList(matchPattern));
        return new ModelPrice(name, matchPattern, tiers, model => pattern.Value.IsMatch(model));
    }

    private static Regex LinearPattern(string name, string matchPattern) => LinearRegex.TryCreate(matchPattern, caseSensitive: true)
        ?? throw new ArgumentException(
            $"the price of {name} has the pattern '{matchPattern}', which is no regular expression of linear time", nameof(matchPattern));
}
