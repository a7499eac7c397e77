namespace Tta.Query.PromQl;

/// <summary>A text.</summary>
/// <param name="Value">The text without quotes and escapes.</param>
public sealed record StringLiteral(string Value) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => PromQlType.String;
}
