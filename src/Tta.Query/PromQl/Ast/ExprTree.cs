namespace Tta.Query.PromQl;

/// <summary>The way through the nodes of a query.</summary>
public static class ExprTree
{
    /// <summary>The expressions whose values an expression is made of, from left to right; those of durations are none.</summary>
    public static IReadOnlyList<Expr> OperandsOf(Expr expr) => expr switch
    {
        ParenExpr paren => [paren.Inner],
        UnaryExpr unary => [unary.Inner],
        BinaryExpr binary => [binary.Left, binary.Right],
        AggregateExpr { Parameter: { } parameter } aggregate => [parameter, aggregate.Inner],
        AggregateExpr aggregate => [aggregate.Inner],
        Call call => call.Arguments,
        SubqueryExpr subquery => [subquery.Inner],
        MatrixSelector matrix => [matrix.Selector],
        _ => [],
    };
}
