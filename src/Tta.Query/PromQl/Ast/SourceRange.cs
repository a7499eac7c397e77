namespace Tta.Query.PromQl;

/// <summary>Characters of the query that a node was read from.</summary>
/// <param name="Start">First character.</param>
/// <param name="End">Behind the last character.</param>
public readonly record struct SourceRange(int Start, int End);
