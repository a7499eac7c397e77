using System.Globalization;
using Tta.Model;
using Tta.Pricing;

namespace Tta.Server.Langfuse.Reads;

/// <summary>What one unit of a model costs now, as answers show it beside what a call did cost.</summary>
/// <param name="Input">US dollars per unit of input; null when there is no such price.</param>
/// <param name="Output">US dollars per unit of output.</param>
/// <param name="Total">US dollars per unit of everything, for models that are priced so.</param>
/// <param name="TierId">Id of the tier they are from; null when it has none.</param>
internal readonly record struct ModelPrices(decimal? Input, decimal? Output, decimal? Total, string? TierId)
{
    /// <summary>The prices of the model that an observation was priced as, in the tier that applied, else in the default tier; none when it was not priced.</summary>
    public static ModelPrices Of(LlmObservation observation, IPriceSource source)
    {
        if (observation.PricedAs is null || observation.Model is not { } model || source.Prices.Find(model) is not { } price)
        {
            return default;
        }

        PricingTier? tier = price.Tiers.FirstOrDefault(t => t.Name == observation.PricingTier) ?? price.Tiers.FirstOrDefault(t => t.IsDefault);
        return new ModelPrices(PriceOf(tier, "input"), PriceOf(tier, "output"), PriceOf(tier, LlmUsage.TotalKey), tier is { Id.Length: > 0 } ? tier.Id : null);
    }

    /// <summary>A price as decimal text.</summary>
    public static string? Text(decimal? price) => price?.ToString("0.############################", CultureInfo.InvariantCulture);

    private static decimal? PriceOf(PricingTier? tier, string type) => tier is not null && tier.Prices.TryGetValue(type, out decimal price) ? price : null;
}
