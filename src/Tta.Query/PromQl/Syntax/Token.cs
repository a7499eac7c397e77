namespace Tta.Query.PromQl;

/// <summary>A token; <see cref="Text"/> is the message of an <see cref="TokenKind.Error"/>.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End, string Text)
{
    public SourceRange Range => new(Start, End);

    public bool IsOperator => Kind is >= TokenKind.Add and <= TokenKind.RegexNotMatch;

    public bool IsAggregation => Kind is >= TokenKind.Sum and <= TokenKind.LimitRatio;

    /// <summary>True for words with a meaning of their own that may also be label names.</summary>
    public bool IsKeyword => Kind >= TokenKind.By;

    /// <summary>The token in error messages.</summary>
    public string Describe() => Kind switch
    {
        TokenKind.EndOfInput => "end of input",
        TokenKind.Identifier => "identifier " + GoText.Quote(Text),
        TokenKind.MetricIdentifier => "metric identifier " + GoText.Quote(Text),
        TokenKind.String => "string " + GoText.Quote(Text),
        TokenKind.Number => "number " + GoText.Quote(Text),
        TokenKind.Duration => "duration " + GoText.Quote(Text),
        TokenKind.Assign => "\"=\"",
        _ when IsOperator => $"<op:{Text.ToLowerInvariant()}>",
        _ when IsAggregation => $"<aggr:{Text.ToLowerInvariant()}>",
        _ when IsKeyword => $"<{Text.ToLowerInvariant()}>",
        _ => GoText.Quote(Text),
    };
}
