namespace Tta.Query.PromQl;

/// <summary>An expression in parentheses.</summary>
/// <param name="Inner">The expression.</param>
public sealed record ParenExpr(Expr Inner) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => Inner.Type;
}
