namespace Tta.Query.PromQl;

/// <summary>Two operands and an operator.</summary>
/// <param name="Op">The operator.</param>
/// <param name="Left">Left operand.</param>
/// <param name="Right">Right operand.</param>
/// <param name="ReturnBool">True when a comparison answers 0 or 1 instead of filtering.</param>
/// <param name="Matching">How series find their partners; null unless both operands are instant vectors.</param>
public sealed record BinaryExpr(BinaryOperator Op, Expr Left, Expr Right, bool ReturnBool, VectorMatching? Matching) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type { get; } = Left.Type == PromQlType.Scalar && Right.Type == PromQlType.Scalar
        ? PromQlType.Scalar
        : PromQlType.InstantVector;
}
