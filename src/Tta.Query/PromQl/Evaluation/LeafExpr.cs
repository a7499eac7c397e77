namespace Tta.Query.PromQl;

/// <summary>An instant vector that comes from elsewhere than metrics: the aggregated logs of LogQL.</summary>
internal abstract record LeafExpr : Expr
{
    public override PromQlType Type => PromQlType.InstantVector;
}
