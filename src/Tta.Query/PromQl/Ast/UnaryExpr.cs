namespace Tta.Query.PromQl;

/// <summary>An expression with a sign.</summary>
/// <param name="IsNegative">True for <c>-</c>, false for <c>+</c>.</param>
/// <param name="Inner">The expression.</param>
public sealed record UnaryExpr(bool IsNegative, Expr Inner) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => Inner.Type;
}
