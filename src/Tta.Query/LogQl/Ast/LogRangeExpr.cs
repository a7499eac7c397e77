using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>An aggregation over the lines, or over numbers in the lines, of a window.</summary>
internal sealed record LogRangeExpr(
    string Op, IReadOnlyList<LabelMatcher> Matchers, IReadOnlyList<Stage> Stages, Unwrap? Unwrap, long RangeMs, long OffsetMs) : LeafExpr
{
    /// <summary>The quantile of quantile_over_time.</summary>
    public double Parameter { get; init; }

    /// <summary>How the series are merged before the aggregation, or null.</summary>
    public LabelGrouping? Grouping { get; init; }
}

/// <summary>The label that holds the number, and what kind of number.</summary>
internal sealed record Unwrap(string Label, Quantity Quantity, IReadOnlyList<Stage> Filters);

/// <summary>A by or without clause.</summary>
internal sealed record LabelGrouping(bool Without, IReadOnlyList<string> Labels);
