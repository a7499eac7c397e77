namespace Tta.Query.PromQl;

/// <summary>An aggregation over the series of an instant vector.</summary>
/// <param name="Op">The aggregation.</param>
/// <param name="Inner">The vector.</param>
/// <param name="Parameter">k, quantile or label name, for the aggregations that take one.</param>
/// <param name="Grouping">Labels of the <c>by</c> or <c>without</c> clause.</param>
/// <param name="Without">True: group by all labels but these.</param>
public sealed record AggregateExpr(
    AggregateOperator Op, Expr Inner, Expr? Parameter, IReadOnlyList<string> Grouping, bool Without) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => PromQlType.InstantVector;
}
