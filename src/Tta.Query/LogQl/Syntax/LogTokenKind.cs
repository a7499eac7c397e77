namespace Tta.Query.LogQl;

internal enum LogTokenKind
{
    EndOfInput,
    Identifier,
    String,
    Number,
    Duration,
    Bytes,

    /// <summary>A window with its brackets: <c>[5m]</c>.</summary>
    Range,

    /// <summary>A flag of the logfmt parser: <c>--strict</c>.</summary>
    Flag,

    /// <summary>An operator, a bracket or a keyword.</summary>
    Symbol,
}
