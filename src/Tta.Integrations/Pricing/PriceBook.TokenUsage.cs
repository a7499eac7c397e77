// Difference to Langfuse: a part of the input or output that has no price of its own (reasoning tokens, for most models) is charged as
// plain input or output, where Langfuse charges nothing.

using Tta.Integrations;

namespace Tta.Pricing;

public sealed partial class PriceBook
{
    /// <summary>What a call cost, or null when the book has no price for the model or nothing was used.</summary>
    /// <param name="model">Model name.</param>
    /// <param name="usage">Token counts.</param>
    /// <param name="attributes">Attributes that tiers may ask for; default: none.</param>
    public ModelCost? CostOf(string model, in TokenUsage usage, CallAttributes? attributes = null)
    {
        if (usage.TotalTokens == 0 || Find(model) is not { } price || price.TierFor(UsageBuckets.Of(usage), attributes) is not { } tier)
        {
            return null;
        }

        return Pin(ModelCost.Compute(tier.Prices, UsageBuckets.Of(usage, tier.Prices)), price, tier);
    }
}
