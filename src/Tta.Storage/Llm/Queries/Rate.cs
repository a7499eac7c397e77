using Tta.Model;
using Tta.Pricing;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>The price of one kind of call with one shape of usage, brought to whole numbers once.</summary>
internal sealed class Rate
{
    private readonly Tier[] _tiers; // In the order they are tried; the last one may be the default.

    public Rate(ModelPrice price, CallAttributes attributes, UsageShape shape)
    {
        Price = price;
        Attributes = attributes;
        Shape = shape;
        var tiers = new List<Tier>();
        foreach (PricingTier tier in price.ConditionalTiers)
        {
            if (Sums(tier, attributes, shape) is { } sums)
            {
                tiers.Add(new Tier(tier.Prices, shape, sums));
            }
        }

        foreach (PricingTier tier in price.Tiers)
        {
            if (tier.IsDefault)
            {
                tiers.Add(new Tier(tier.Prices, shape, []));
                break;
            }
        }

        _tiers = [.. tiers];
    }

    public ModelPrice Price { get; }

    public CallAttributes Attributes { get; }

    public UsageShape Shape { get; }

    /// <summary>Cost of a row in the units of <see cref="CostColumn"/>.</summary>
    public long Cost(UsageColumn usage, int row, CostPart part)
    {
        foreach (Tier tier in _tiers)
        {
            if (tier.Applies(usage, row, Shape))
            {
                return tier.Cost(usage, row, Shape, part);
            }
        }

        return NumberSource.Unknown;
    }

    /// <summary>Sums of usage that decide whether a tier applies; null when the attributes rule it out.</summary>
    private static List<(TierCondition Condition, int[] Places)>? Sums(PricingTier tier, CallAttributes attributes, UsageShape shape)
    {
        if (tier.Conditions.Count == 0)
        {
            return null;
        }

        var sums = new List<(TierCondition, int[])>();
        foreach (TierCondition condition in tier.Conditions)
        {
            switch (condition.HoldsFor(attributes))
            {
                case false:
                    return null;
                case null:
                    sums.Add((condition, UsageShape.Where(shape.Types, condition.Counts)));
                    break;
            }
        }

        return sums;
    }

    private sealed class Tier
    {
        // Products below this are added without a look at the sum: a shape has fewer places than would overflow it.
        private const long MaxPlainProduct = long.MaxValue >> 8;

        private readonly (TierCondition Condition, int[] Places)[] _sums;
        private readonly long[]? _prices; // Per place, -1 = none; null when one is finer than the units.
        private readonly int[][] _places; // Of each part of the cost, those with a price.

        public Tier(IReadOnlyDictionary<string, decimal> prices, UsageShape shape, List<(TierCondition, int[])> sums)
        {
            _sums = [.. sums];
            _prices = Scaled(prices, shape);
            int[] total = prices.ContainsKey(LlmUsage.TotalKey) ? shape.TotalOnly : UsageShape.Where(shape.Types, static type => type != LlmUsage.TotalKey);
            _places = [Priced(total), Priced(shape.Input), Priced(shape.Output)];
        }

        public bool Applies(UsageColumn usage, int row, UsageShape shape)
        {
            foreach ((TierCondition condition, int[] places) in _sums)
            {
                if (!condition.HoldsForSum(usage.Sum(row, shape, places)))
                {
                    return false;
                }
            }

            return true;
        }

        public long Cost(UsageColumn usage, int row, UsageShape shape, CostPart part)
        {
            if (_prices is null)
            {
                return NumberSource.Inexact;
            }

            int[] places = _places[part switch
            {
                CostPart.Total => 0,
                CostPart.Input => 1,
                _ => 2,
            }];
            return places.Length == 0 ? NumberSource.Unknown
                : shape.IsWide || places.Length > 128 ? Exactly(usage, row, shape, places)
                : Plainly(usage, row, shape, places);
        }

        private int[] Priced(int[] places) => _prices is { } prices ? Array.FindAll(places, place => prices[place] >= 0) : places;

        private long Plainly(UsageColumn usage, int row, UsageShape shape, int[] places)
        {
            ReadOnlySpan<int> units = usage.Narrow(row, shape);
            long sum = 0;
            foreach (int place in places)
            {
                long price = _prices![place];
                long product = price * units[place];
                if (price > int.MaxValue || product > MaxPlainProduct)
                {
                    return Exactly(usage, row, shape, places);
                }

                sum += product;
            }

            return sum;
        }

        private long Exactly(UsageColumn usage, int row, UsageShape shape, int[] places)
        {
            Int128 sum = 0;
            foreach (int place in places)
            {
                sum += Math.BigMul(_prices![place], usage.Value(row, shape, place));
            }

            return sum < long.MaxValue ? (long)sum : NumberSource.Inexact;
        }

        private static long[]? Scaled(IReadOnlyDictionary<string, decimal> prices, UsageShape shape)
        {
            long[] scaled = new long[shape.Types.Length];
            for (int i = 0; i < scaled.Length; i++)
            {
                scaled[i] = -1;
                if (prices.TryGetValue(shape.Types[i], out decimal price))
                {
                    decimal units = price * CostColumn.Scale;
                    if (decimal.Truncate(units) != units || units is < 0 or > 1e15m)
                    {
                        return null;
                    }

                    scaled[i] = (long)units;
                }
            }

            return scaled;
        }
    }
}
