using System.Globalization;

namespace Tta.Query.TraceQl;

/// <summary>
/// A query that is refused before it runs. For syntax errors <see cref="Exception.Message"/> has the form of Tempo,
/// <c>parse error at line 1, col 5: detail</c>.
/// </summary>
public sealed class TraceQlParseException : Exception
{
    internal TraceQlParseException(string detail, int line, int column)
        : base(line == 0 && column == 0
            ? $"parse error : {detail}"
            : string.Create(CultureInfo.InvariantCulture, $"parse error at line {line}, col {column}: {detail}"))
    {
        Kind = TraceQlErrorKind.Syntax;
        Detail = detail;
        Line = line;
        Column = column;
    }

    internal TraceQlParseException(TraceQlErrorKind kind, string detail)
        : base(detail)
    {
        Kind = kind;
        Detail = detail;
    }

    /// <summary>Why the query is refused.</summary>
    public TraceQlErrorKind Kind { get; }

    /// <summary>What is wrong, without the position.</summary>
    public string Detail { get; }

    /// <summary>Line, from 1; 0 for tokens of several characters, as Tempo reports them, and for errors without a position.</summary>
    public int Line { get; }

    /// <summary>Column in characters, from 1; 0 when the error has no position.</summary>
    public int Column { get; }
}
