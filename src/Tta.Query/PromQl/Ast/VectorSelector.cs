using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Selects the newest sample of each series.</summary>
/// <param name="Name">Metric name before the braces, "" when there is none.</param>
/// <param name="Matchers">All conditions, the one on <see cref="Name"/> included.</param>
public sealed record VectorSelector(string Name, IReadOnlyList<LabelMatcher> Matchers) : Expr
{
    /// <summary>How far back in time to look, a duration expression, or null.</summary>
    public Expr? Offset { get; init; }

    /// <summary>Fixed evaluation time, or null.</summary>
    public AtModifier? At { get; init; }

    /// <summary>Whether samples outside the window count.</summary>
    public RangeExtension Extension { get; init; }

    /// <inheritdoc/>
    public override PromQlType Type => PromQlType.InstantVector;
}
