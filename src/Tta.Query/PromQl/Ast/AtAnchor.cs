namespace Tta.Query.PromQl;

/// <summary>What an <see cref="AtModifier"/> takes its time from.</summary>
public enum AtAnchor
{
    /// <summary>A literal.</summary>
    Timestamp,

    /// <summary>Start of the query.</summary>
    Start,

    /// <summary>End of the query.</summary>
    End,
}
