namespace Tta.Query.PromQl;

/// <summary>A function call.</summary>
/// <param name="Function">The function.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record Call(FunctionSignature Function, IReadOnlyList<Expr> Arguments) : Expr
{
    /// <inheritdoc/>
    public override PromQlType Type => Function.ReturnType;
}
