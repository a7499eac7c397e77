namespace Tta.Query.LogQl;

internal readonly record struct LogToken(LogTokenKind Kind, int Start, string Text)
{
    /// <summary>The token in error messages.</summary>
    public string Describe() => Kind switch
    {
        LogTokenKind.EndOfInput => "$end",
        LogTokenKind.Identifier => "IDENTIFIER",
        LogTokenKind.String => "STRING",
        LogTokenKind.Number => "NUMBER",
        LogTokenKind.Duration => "DURATION",
        LogTokenKind.Bytes => "BYTES",
        LogTokenKind.Range => "RANGE",
        LogTokenKind.Flag => "PARSER_FLAG",
        _ => Text,
    };

    public bool Is(string symbol) => Kind == LogTokenKind.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);
}
