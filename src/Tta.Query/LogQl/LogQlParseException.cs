using System.Globalization;

namespace Tta.Query.LogQl;

/// <summary>
/// A query that is not LogQL. <see cref="Exception.Message"/> has the form of Loki, <c>parse error at line 1, col 5: detail</c>.
/// </summary>
public sealed class LogQlParseException : Exception
{
    internal LogQlParseException(string detail)
        : base($"parse error : {detail}") => Detail = detail;

    internal LogQlParseException(string detail, int line, int column)
        : base(string.Create(CultureInfo.InvariantCulture, $"parse error at line {line}, col {column}: {detail}"))
    {
        Detail = detail;
        Line = line;
        Column = column;
    }

    /// <summary>What is wrong, without the position.</summary>
    public string Detail { get; }

    /// <summary>Line, from 1; 0 when the error has no position.</summary>
    public int Line { get; }

    /// <summary>Column, from 1; 0 when the error has no position.</summary>
    public int Column { get; }
}
