namespace Tta.Query.PromQl;

/// <summary>
/// A query that is not PromQL. <see cref="Exception.Message"/> has the form of Prometheus, <c>line:column: parse error: detail</c>.
/// </summary>
public sealed class PromQlParseException : Exception
{
    internal PromQlParseException(string query, string detail, SourceRange range)
        : base($"{SourcePosition.Describe(query, range.Start)}: parse error: {detail}")
    {
        Detail = detail;
        StartOffset = range.Start;
        EndOffset = range.End;
    }

    /// <summary>What is wrong, without the position.</summary>
    public string Detail { get; }

    /// <summary>First character concerned, counted from the start of the query.</summary>
    public int StartOffset { get; }

    /// <summary>Behind the last character concerned.</summary>
    public int EndOffset { get; }
}
