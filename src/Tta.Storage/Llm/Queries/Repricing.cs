using Tta.Model;
using Tta.Pricing;
using Tta.Storage.Llm.Pricing;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>
/// What observations would cost at other prices, from what is in memory: units by usage type, model, and the parameters that decide the
/// tier. Prices are looked up once per kind of call and shape of usage. Used under the lock of the store.
/// </summary>
/// <param name="tables">The observations.</param>
/// <param name="book">The prices.</param>
/// <param name="model">Model whose prices apply; empty = that of each call.</param>
internal sealed class Repricing(LlmTables tables, PriceBook book, string model)
{
    private readonly ObservationRows _rows = tables.Observations;
    private readonly Dictionary<(int Kind, int Shape), Rate?> _rates = [];

    /// <summary>Cost in the units of <see cref="CostColumn"/>.</summary>
    public long Scaled(int row, CostPart part)
    {
        if (RateOf(row) is not { } rate)
        {
            return Column(part).Scaled(row);
        }

        return rate.Scaled is { } prices ? Sum(row, rate, prices, part) : NumberSource.Inexact;
    }

    public decimal? Exact(int row, CostPart part)
    {
        if (RateOf(row) is not { } rate)
        {
            return Column(part)[row];
        }

        PricingTier? tier = rate.Price.TierFor(ObservationPricing.AsDecimals(_rows.Usage.Units(row)), rate.Attributes);
        if (tier is null)
        {
            return null;
        }

        IReadOnlyDictionary<string, decimal> costs = ModelCost.Compute(tier.Prices, ObservationPricing.AsDecimals(_rows.Usage.Units(row))).Details;
        return part switch
        {
            CostPart.Input => LlmUsage.InputCost(costs),
            CostPart.Output => LlmUsage.OutputCost(costs),
            _ => costs.TryGetValue(LlmUsage.TotalKey, out decimal total) ? total : null,
        };
    }

    private CostColumn Column(CostPart part) => part switch
    {
        CostPart.Input => _rows.InputCosts,
        CostPart.Output => _rows.OutputCosts,
        _ => _rows.TotalCosts,
    };

    private long Sum(int row, Rate rate, long[] prices, CostPart part)
    {
        int[] places = part switch
        {
            CostPart.Input => rate.Shape.Input,
            CostPart.Output => rate.Shape.Output,
            _ => rate.TotalPlaces,
        };
        Int128 sum = 0;
        bool isPriced = false;
        foreach (int place in places)
        {
            if (prices[place] >= 0)
            {
                sum += (Int128)prices[place] * _rows.Usage.Value(row, rate.Shape, place);
                isPriced = true;
            }
        }

        return !isPriced ? NumberSource.Unknown : sum < long.MaxValue ? (long)sum : NumberSource.Inexact;
    }

    private Rate? RateOf(int row)
    {
        int shape = _rows.Usage.ShapeOf(row);
        if (shape < 0)
        {
            return null;
        }

        (int, int) key = (_rows.Kinds[row], shape);
        if (!_rates.TryGetValue(key, out Rate? rate))
        {
            _rates[key] = rate = Find(row, _rows.Usage.Shapes[shape]);
        }

        return rate;
    }

    private Rate? Find(int row, UsageShape shape)
    {
        string? name = model.Length > 0 ? model : tables.Symbols.Text(_rows.KindSymbol(row, ObservationSlot.Model));
        bool isPricedCall = model.Length == 0 || tables.Symbols.Text(_rows.KindSymbol(row, ObservationSlot.Model)) is not null;
        if (name is null || !isPricedCall || book.Find(name) is not { } price)
        {
            return null;
        }

        CallAttributes attributes = PriceAttributes.Read(tables.Symbols.Text(_rows.KindSymbol(row, ObservationSlot.PriceAttributes)));
        return new Rate(price, attributes, shape);
    }

    /// <summary>The price of one kind of call.</summary>
    private sealed class Rate
    {
        public Rate(ModelPrice price, CallAttributes attributes, UsageShape shape)
        {
            Price = price;
            Attributes = attributes;
            Shape = shape;
            bool hasTotalPrice = false;
            if (price.Tiers.Count == 1 && price.Tiers[0].IsDefault)
            {
                Scaled = ScaledPrices(price.Tiers[0].Prices, shape);
                hasTotalPrice = shape.Total >= 0 && price.Tiers[0].Prices.ContainsKey(LlmUsage.TotalKey);
            }

            TotalPlaces = hasTotalPrice ? [shape.Total] : AllBut(shape.Types.Length, shape.Total);
        }

        public ModelPrice Price { get; }

        public CallAttributes Attributes { get; }

        public UsageShape Shape { get; }

        /// <summary>Places whose costs make the total.</summary>
        public int[] TotalPlaces { get; }

        /// <summary>Price per unit and place, -1 = none; null when the tier depends on the call or a price is finer than the units.</summary>
        public long[]? Scaled { get; }

        private static long[]? ScaledPrices(IReadOnlyDictionary<string, decimal> prices, UsageShape shape)
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

        private static int[] AllBut(int count, int excluded)
        {
            var places = new List<int>(count);
            for (int i = 0; i < count; i++)
            {
                if (i != excluded)
                {
                    places.Add(i);
                }
            }

            return [.. places];
        }
    }
}
