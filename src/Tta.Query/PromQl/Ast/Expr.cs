namespace Tta.Query.PromQl;

/// <summary>A node of a parsed query. Immutable and thread-safe.</summary>
public abstract record Expr
{
    /// <summary>Where the node stands in the query.</summary>
    public SourceRange Source { get; init; }

    /// <summary>Type of the value.</summary>
    public abstract PromQlType Type { get; }
}
