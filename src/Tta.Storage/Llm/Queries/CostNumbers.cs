using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Queries;

/// <summary>US dollars of a column.</summary>
internal sealed class CostNumbers(CostColumn costs) : NumberSource(CostColumn.Scale)
{
    public override void Read(ReadOnlySpan<int> rows, Span<long> values) => costs.Read(rows, values);

    protected override decimal? Unscaled(int row) => costs[row];
}
