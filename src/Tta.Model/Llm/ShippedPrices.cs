using Tta.Pricing;

namespace Tta.Model;

/// <summary>The shipped price list alone.</summary>
public sealed class ShippedPrices : IPriceSource
{
    private ShippedPrices()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static ShippedPrices Instance { get; } = new();

    /// <inheritdoc/>
    public PriceBook Prices => PriceBook.Default;
}
