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
    private (int Shape, Rate? Rate)[] _recent = []; // By kind.

    /// <summary>Costs of rows of one page in the units of <see cref="CostColumn"/>.</summary>
    public void Read(ReadOnlySpan<int> rows, Span<long> costs, CostPart part)
    {
        CostColumn given = Column(part);
        ReadOnlySpan<int> kinds = _rows.Kinds.PageOf(rows, out int first);
        for (int i = 0; i < rows.Length; i++)
        {
            int row = rows[i];
            costs[i] = RateOf(row, kinds[row - first]) is { } rate ? rate.Cost(_rows.Usage, row, part) : given.Scaled(row);
        }
    }

    public decimal? Exact(int row, CostPart part)
    {
        if (RateOf(row, _rows.Kinds[row]) is not { } rate)
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

    private Rate? RateOf(int row, int kind)
    {
        int shape = _rows.Usage.ShapeOf(row);
        if (shape < 0)
        {
            return null;
        }

        if (kind >= _recent.Length)
        {
            int known = _recent.Length;
            Array.Resize(ref _recent, _rows.KindTuples.Count);
            _recent.AsSpan(known).Fill((-1, null));
        }

        ref (int Shape, Rate? Rate) recent = ref _recent[kind];
        if (recent.Shape == shape)
        {
            return recent.Rate;
        }

        if (!_rates.TryGetValue((kind, shape), out Rate? rate))
        {
            _rates[(kind, shape)] = rate = Find(row, _rows.Usage.Shapes[shape]);
        }

        recent = (shape, rate);
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
}
