namespace Tta.Query.PromQl;

/// <summary>A number, or a duration as a number of seconds.</summary>
/// <param name="Value">The number.</param>
/// <param name="IsDuration">True when it was written with a unit, such as <c>5m</c>.</param>
public sealed record NumberLiteral(double Value, bool IsDuration = false) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => PromQlType.Scalar;
}
