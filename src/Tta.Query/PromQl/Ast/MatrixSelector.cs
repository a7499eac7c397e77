namespace Tta.Query.PromQl;

/// <summary>Selects the samples of each series in a window.</summary>
/// <param name="Selector">The series; its modifiers move the window.</param>
/// <param name="Range">Length of the window, a duration expression.</param>
public sealed record MatrixSelector(VectorSelector Selector, Expr Range) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => PromQlType.RangeVector;
}
