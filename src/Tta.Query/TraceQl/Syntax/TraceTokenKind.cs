namespace Tta.Query.TraceQl;

internal enum TraceTokenKind : byte
{
    EndOfInput,

    /// <summary>The lexer could not go on; the text says why.</summary>
    Error,
    Identifier,
    String,
    Integer,
    Float,
    Duration,

    /// <summary>The end of an attribute's name.</summary>
    EndAttribute,

    /// <summary>An operator or a word of the language.</summary>
    Symbol,
}
