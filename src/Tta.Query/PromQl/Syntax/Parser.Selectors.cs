using Tta.Model;

namespace Tta.Query.PromQl;

internal sealed partial class Parser
{
    private VectorSelector ParseSelector(Token? name)
    {
        int start = name?.Start ?? _token.Start;
        var matchers = new List<LabelMatcher>();
        if (_token.Kind == TokenKind.LeftBrace)
        {
            Advance();
            ParseMatchers(matchers);
        }

        string metricName = name?.Text ?? "";
        var source = new SourceRange(start, _previousEnd);
        if (name is not null)
        {
            foreach (LabelMatcher matcher in matchers)
            {
                if (string.Equals(matcher.Name, LabelNames.MetricName, StringComparison.Ordinal) && matcher.Type == MatchType.Equal)
                {
                    throw Fail(
                        $"metric name must not be set twice: {GoText.Quote(metricName)} or {GoText.Quote(matcher.Value)}", source);
                }
            }

            matchers.Add(LabelMatcher.Equal(LabelNames.MetricName, metricName));
        }

        return new VectorSelector(metricName, matchers) { Source = source };
    }

    private void ParseMatchers(List<LabelMatcher> matchers)
    {
        while (_token.Kind != TokenKind.RightBrace)
        {
            if (_token.Kind is not (TokenKind.Identifier or TokenKind.String))
            {
                throw Unexpected("label matching", "identifier or \"}\"");
            }

            Token name = _token;
            string label = name.Kind == TokenKind.String ? StringText.Unquote(name.Text) : name.Text;
            Advance();
            matchers.Add(name.Kind == TokenKind.String && _token.Kind is TokenKind.Comma or TokenKind.RightBrace
                ? LabelMatcher.Equal(LabelNames.MetricName, label)
                : ParseMatcher(name, label));
            if (!TryTake(TokenKind.Comma) && _token.Kind != TokenKind.RightBrace)
            {
                throw Unexpected("label matching", "\",\" or \"}\"");
            }
        }

        Advance();
    }

    private LabelMatcher ParseMatcher(Token name, string label)
    {
        MatchType type = _token.Kind switch
        {
            TokenKind.Assign => MatchType.Equal,
            TokenKind.NotEqual => MatchType.NotEqual,
            TokenKind.RegexMatch => MatchType.Regex,
            TokenKind.RegexNotMatch => MatchType.NotRegex,
            _ => throw Unexpected("label matching", "label matching operator"),
        };
        Advance();
        if (_token.Kind != TokenKind.String)
        {
            throw Unexpected("label matching", "string");
        }

        Token value = _token;
        Advance();
        try
        {
            return new LabelMatcher(type, label, StringText.Unquote(value.Text));
        }
        catch (ArgumentException e)
        {
            throw Fail(e.Message, new SourceRange(name.Start, value.End));
        }
    }

    private Expr ParsePostfix(Expr expr)
    {
        while (true)
        {
            switch (_token.Kind)
            {
                case TokenKind.LeftBracket:
                    expr = ParseBrackets(expr);
                    break;
                case TokenKind.Offset:
                    expr = ParseOffset(expr);
                    break;
                case TokenKind.At:
                    expr = ParseAt(expr);
                    break;
                case TokenKind.Identifier when ExtensionOf(_token.Text) is { } extension && CanExtend(expr):
                    Advance();
                    expr = WithExtension(expr, extension);
                    break;
                default:
                    return expr;
            }
        }
    }

    private Expr ParseBrackets(Expr expr)
    {
        CountOperator();
        Enter();
        int start = _token.Start;
        Advance();
        Expr range = ParseDuration(minPrecedence: 1, "subquery or range selector", DurationExpected);
        CheckPositive(range);
        if (_token.Kind == TokenKind.Colon)
        {
            Advance();
            Expr? step = null;
            if (_token.Kind != TokenKind.RightBracket)
            {
                step = ParseDuration(minPrecedence: 1, "subquery selector", DurationExpected + " or \"]\"");
                CheckPositive(step);
            }

            Expect(TokenKind.RightBracket);
            _depth--;
            return new SubqueryExpr(expr, range, step) { Source = new SourceRange(expr.Source.Start, _previousEnd) };
        }

        if (_token.Kind != TokenKind.RightBracket)
        {
            throw Unexpected("subquery or range", "\":\" or \"]\"");
        }

        Advance();
        _depth--;
        var brackets = new SourceRange(start, _previousEnd);
        if (expr is not VectorSelector selector)
        {
            throw Fail("ranges only allowed for vector selectors", brackets);
        }

        if (selector.Offset is not null || selector.At is not null)
        {
            throw Fail($"no {(selector.Offset is not null ? "offset" : "@")} modifiers allowed before range", brackets);
        }

        return new MatrixSelector(selector, range) { Source = new SourceRange(expr.Source.Start, _previousEnd) };
    }

    private Expr ParseOffset(Expr expr)
    {
        Advance();
        Expr offset = ParseSignedDuration("offset");
        (Expr? Offset, AtModifier? At)? modifiers = ModifiersOf(expr);
        if (modifiers is null)
        {
            throw Fail(
                "offset modifier must be preceded by an instant vector selector or range vector selector or a subquery", expr.Source);
        }

        if (modifiers.Value.Offset is not null)
        {
            throw Fail("offset may not be set multiple times", expr.Source);
        }

        return WithModifiers(expr, offset, modifiers.Value.At);
    }

    private Expr ParseAt(Expr expr)
    {
        Advance();
        AtModifier at = ParseAtTime(expr);
        (Expr? Offset, AtModifier? At)? modifiers = ModifiersOf(expr);
        if (modifiers is null)
        {
            throw Fail(
                "@ modifier must be preceded by an instant vector selector or range vector selector or a subquery", expr.Source);
        }

        if (modifiers.Value.At is not null)
        {
            throw Fail("@ <timestamp> may not be set multiple times", expr.Source);
        }

        return WithModifiers(expr, modifiers.Value.Offset, at);
    }

    private AtModifier ParseAtTime(Expr expr)
    {
        if (_token.Kind is TokenKind.Start or TokenKind.End)
        {
            AtAnchor anchor = _token.Kind == TokenKind.Start ? AtAnchor.Start : AtAnchor.End;
            Advance();
            Expect(TokenKind.LeftParen);
            Expect(TokenKind.RightParen);
            return new AtModifier(anchor);
        }

        bool negative = _token.Kind == TokenKind.Subtract;
        if (negative || _token.Kind == TokenKind.Add)
        {
            Advance();
        }

        if (_token.Kind is not (TokenKind.Number or TokenKind.Duration))
        {
            throw Unexpected("@", "timestamp");
        }

        double seconds = ParseNumber().Value;
        seconds = negative ? -seconds : seconds;
        if (!double.IsFinite(seconds) || Math.Abs(seconds) > long.MaxValue / 1000.0)
        {
            string shown = double.IsFinite(seconds) ? seconds.ToString("F6", null) : GoText.Fixed(seconds);
            throw Fail($"timestamp out of bounds for @ modifier: {shown}", expr.Source);
        }

        return new AtModifier(AtAnchor.Timestamp, (long)Math.Round(seconds * 1000, MidpointRounding.AwayFromZero));
    }

    private static RangeExtension? ExtensionOf(string word) => word.ToLowerInvariant() switch
    {
        "anchored" => RangeExtension.Anchored,
        "smoothed" => RangeExtension.Smoothed,
        _ => null,
    };

    private static bool CanExtend(Expr expr) =>
        expr is VectorSelector { Extension: RangeExtension.None } or MatrixSelector { Selector.Extension: RangeExtension.None };

    private Expr WithExtension(Expr expr, RangeExtension extension)
    {
        var source = new SourceRange(expr.Source.Start, _previousEnd);
        return expr is MatrixSelector matrix
            ? matrix with { Selector = matrix.Selector with { Extension = extension }, Source = source }
            : (VectorSelector)expr with { Extension = extension, Source = source };
    }

    private static (Expr? Offset, AtModifier? At)? ModifiersOf(Expr expr) => expr switch
    {
        VectorSelector s => (s.Offset, s.At),
        MatrixSelector m => (m.Selector.Offset, m.Selector.At),
        SubqueryExpr q => (q.Offset, q.At),
        _ => null,
    };

    private Expr WithModifiers(Expr expr, Expr? offset, AtModifier? at)
    {
        var source = new SourceRange(expr.Source.Start, _previousEnd);
        return expr switch
        {
            VectorSelector s => s with { Offset = offset, At = at, Source = source },
            MatrixSelector m => m with { Selector = m.Selector with { Offset = offset, At = at }, Source = source },
            _ => (SubqueryExpr)expr with { Offset = offset, At = at, Source = source },
        };
    }
}
