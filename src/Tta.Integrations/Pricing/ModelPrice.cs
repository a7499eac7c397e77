// Implements model entries of the Langfuse default model prices format.

using System.Text.RegularExpressions;

namespace Tta.Integrations.Pricing;

/// <summary>What one model costs. Immutable and thread-safe.</summary>
public sealed class ModelPrice
{
    private readonly Lazy<Regex> _pattern;
    private readonly PricingTier[] _conditional;

    /// <summary>Creates a price.</summary>
    /// <param name="name">Name of the model, for people and for the pinned version of a cost.</param>
    /// <param name="matchPattern">Regular expression over model names as requested or answered; without backtracking constructs.</param>
    /// <param name="tiers">Sets of prices; usually one, the default.</param>
    /// <exception cref="ArgumentException">The pattern is no regular expression, or needs backtracking.</exception>
    public ModelPrice(string name, string matchPattern, params IEnumerable<PricingTier> tiers)
        : this(name, matchPattern, [.. tiers], patternIsTrusted: false)
    {
    }

    /// <param name="name">Name of the model.</param>
    /// <param name="matchPattern">Regular expression over model names.</param>
    /// <param name="tiers">Sets of prices.</param>
    /// <param name="patternIsTrusted">The shipped list has hundreds of patterns and a program asks for a few models: compile on first use.</param>
    internal ModelPrice(string name, string matchPattern, PricingTier[] tiers, bool patternIsTrusted)
    {
        Name = name;
        MatchPattern = matchPattern;
        Tiers = tiers;
        _conditional = [.. tiers.Where(tier => !tier.IsDefault).OrderBy(tier => tier.Priority)];
        _pattern = new Lazy<Regex>(() => LinearRegex.TryCreate(matchPattern, caseSensitive: true)
            ?? throw new ArgumentException($"the price of {name} has the pattern '{matchPattern}', which is no regular expression of linear time", nameof(matchPattern)));
        if (!patternIsTrusted)
        {
            _ = _pattern.Value;
        }
    }

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>Regular expression over model names.</summary>
    public string MatchPattern { get; }

    /// <summary>Sets of prices in the order of the source.</summary>
    public IReadOnlyList<PricingTier> Tiers { get; }

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

        return new ModelPrice(model, Exactly(model), new PricingTier("", "Standard", prices) { IsDefault = true });
    }

    /// <summary>Whether this price is for the model.</summary>
    /// <param name="model">Model name as requested or answered.</param>
    public bool Matches(string model) => _pattern.Value.IsMatch(model);

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

        return Tiers.FirstOrDefault(tier => tier.IsDefault);
    }

    internal static string Exactly(string model) => $"(?i)^{Regex.Escape(model)}$";
}
