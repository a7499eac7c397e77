namespace Tta.Query.TraceQl;

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">A symbol, a name, or a problem.</param>
/// <param name="Line">Line as errors report it.</param>
/// <param name="Column">Column as errors report it.</param>
/// <param name="Value">Value of a literal.</param>
internal readonly record struct TraceToken(TraceTokenKind Kind, string Text, int Line, int Column, Static Value = default)
{
    /// <summary>The token in error messages.</summary>
    public string Describe() => Kind switch
    {
        TraceTokenKind.EndOfInput => "$end",
        TraceTokenKind.Identifier => "IDENTIFIER",
        TraceTokenKind.String => "STRING",
        TraceTokenKind.Integer => "INTEGER",
        TraceTokenKind.Float => "FLOAT",
        TraceTokenKind.Duration => "DURATION",
        TraceTokenKind.EndAttribute => "END_ATTRIBUTE",
        _ => Text,
    };

    public bool Is(string symbol) => Kind == TraceTokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);
}
