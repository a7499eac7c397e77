namespace Tta.Query.PromQl;

/// <summary>Evaluates an expression at every step of a window.</summary>
/// <param name="Inner">The expression.</param>
/// <param name="Range">Length of the window, a duration expression.</param>
/// <param name="Step">Distance of the evaluations, a duration expression; null = the default of the engine.</param>
public sealed record SubqueryExpr(Expr Inner, Expr Range, Expr? Step) : Expr
{
    /// <summary>How far back in time to look, a duration expression, or null.</summary>
    public Expr? Offset { get; init; }

    /// <summary>Fixed evaluation time, or null.</summary>
    public AtModifier? At { get; init; }

    /// <inheritdoc/>
    public override PromQlType Type => PromQlType.RangeVector;
}
