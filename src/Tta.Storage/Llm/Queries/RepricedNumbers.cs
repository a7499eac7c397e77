using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>US dollars at other prices.</summary>
internal sealed class RepricedNumbers(Repricing repricing, CostPart part) : NumberSource(CostColumn.Scale)
{
    public override void Read(ReadOnlySpan<int> rows, Span<long> values) => repricing.Read(rows, values, part);

    protected override decimal? Unscaled(int row) => repricing.Exact(row, part);
}
