namespace Tta.Query.PromQl;

/// <summary>A computed duration, such as <c>5m * 2</c>, in seconds.</summary>
/// <param name="Op">The operator.</param>
/// <param name="Left">Left operand, null for signs, parentheses, <c>step()</c> and <c>range()</c>.</param>
/// <param name="Right">Right or only operand.</param>
public sealed record DurationExpr(DurationOperator Op, Expr? Left, Expr? Right) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => PromQlType.Scalar;
}
