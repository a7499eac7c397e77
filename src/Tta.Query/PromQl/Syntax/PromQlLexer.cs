// Spec: Prometheus 3.14, promql/parser/lex.go (behaviour). Difference: offsets count UTF-16 characters, not bytes.
using System.Text;

namespace Tta.Query.PromQl;

/// <summary>Splits a query into tokens, one per call of <see cref="Next"/>. After an error it stays at the error.</summary>
internal sealed class PromQlLexer(string text)
{
    private const int Eof = -1;

    private int _position;
    private int _start;
    private int _parenDepth;
    private bool _inBraces;
    private bool _inBrackets;
    private bool _gotColon;
    private bool _gotDuration;
    private Token? _error;

    public Token Next(bool withComments = false)
    {
        while (_error is null)
        {
            SkipSpace();
            _start = _position;
            Token token = _inBraces ? InsideBraces() : _inBrackets ? InsideBrackets() : Statement();
            if (token.Kind != TokenKind.Comment || withComments)
            {
                return _error ?? token;
            }
        }

        return _error.Value;
    }

    /// <summary>True when the next token is an opening parenthesis.</summary>
    public bool ParenthesisFollows() => text.AsSpan(_position).TrimStart().StartsWith("(");

    private Token Statement()
    {
        int c = Take();
        switch (c)
        {
            case Eof:
                return _parenDepth > 0 ? Fail("unclosed left parenthesis") : Emit(TokenKind.EndOfInput);
            case '#':
                return Comment();
            case ',':
                return Emit(TokenKind.Comma);
            case '=':
                return TryTake('=') ? Emit(TokenKind.Equal)
                    : Peek() == '~' ? Fail("unexpected character after '=': '~'") : Emit(TokenKind.Assign);
            case '!':
                return TryTake('=') ? Emit(TokenKind.NotEqual) : Fail($"unexpected character after '!': {DescribeRune(Peek(), _position)}");
            case '<':
                return TryTake('=') ? Emit(TokenKind.LessOrEqual) : Emit(TokenKind.Less);
            case '>':
                return TryTake('=') ? Emit(TokenKind.GreaterOrEqual) : Emit(TokenKind.Greater);
            case '@':
                return Emit(TokenKind.At);
            case '"' or '\'' or '`':
                return String((char)c);
            case '{':
                _inBraces = true;
                return Emit(TokenKind.LeftBrace);
            case '[':
                _inBrackets = true;
                _gotColon = _gotDuration = false;
                return Emit(TokenKind.LeftBracket);
            case ']':
                return Fail("unexpected right bracket ']'");
            case '.' when IsDigit(Peek()):
                return NumberOrDuration();
        }

        return ArithmeticOrParen(c)
            ?? (IsDigit(c) ? NumberOrDuration()
            : IsAlpha(c) || c == ':' ? Word()
            : Fail($"unexpected character: {DescribeRune(c, _start)}"));
    }

    private Token? ArithmeticOrParen(int c)
    {
        switch (c)
        {
            case '+':
                return Emit(TokenKind.Add);
            case '-':
                return Emit(TokenKind.Subtract);
            case '*':
                return Emit(TokenKind.Multiply);
            case '/':
                return Emit(TokenKind.Divide);
            case '%':
                return Emit(TokenKind.Modulo);
            case '^':
                return Emit(TokenKind.Power);
            case '(':
                _parenDepth++;
                return Emit(TokenKind.LeftParen);
            case ')':
                _parenDepth--;
                if (_parenDepth < 0)
                {
                    _start = _position;
                    return Fail("unexpected right parenthesis ')'");
                }

                return Emit(TokenKind.RightParen);
            default:
                return null;
        }
    }

    private Token InsideBraces()
    {
        int c = Take();
        switch (c)
        {
            case Eof:
                return Fail("unexpected end of input inside braces");
            case '#':
                return Comment();
            case ',':
                return Emit(TokenKind.Comma);
            case '"' or '\'' or '`':
                return String((char)c);
            case '=':
                return TryTake('~') ? Emit(TokenKind.RegexMatch) : Emit(TokenKind.Assign);
            case '!':
                return TryTake('~') ? Emit(TokenKind.RegexNotMatch)
                    : TryTake('=') ? Emit(TokenKind.NotEqual)
                    : Fail($"unexpected character after '!' inside braces: {DescribeRune(Peek(), _position)}");
            case '{':
                return Fail("unexpected left brace '{'");
            case '}':
                _inBraces = false;
                return Emit(TokenKind.RightBrace);
        }

        if (!IsAlpha(c))
        {
            return Fail($"unexpected character inside braces: {DescribeRune(c, _start)}");
        }

        TakeWhile(static c => IsAlphaNumeric(c));
        return Emit(TokenKind.Identifier);
    }

    private Token InsideBrackets()
    {
        int c = Take();
        switch (c)
        {
            case Eof:
                return Fail("unexpected end of input in duration expression");
            case '#':
                return Comment();
            case ',':
                return Emit(TokenKind.Comma);
            case ']':
                _inBrackets = false;
                return Emit(TokenKind.RightBracket);
            case ':':
                if (!_gotDuration || _gotColon)
                {
                    return Fail(_gotColon
                        ? "unexpected repeated colon in duration expression" : "unexpected colon before duration in duration expression");
                }

                _gotColon = true;
                return Emit(TokenKind.Colon);
            case '.' when IsDigit(Peek()):
                return NumberOrDuration();
        }

        if (ArithmeticOrParen(c) is { } token)
        {
            return token;
        }

        if (IsDigit(c))
        {
            return NumberOrDuration();
        }

        if (!IsAlpha(c))
        {
            return Fail($"unexpected character in duration expression: {DescribeRune(c, _start)}");
        }

        TakeWhile(static c => IsAlphaNumeric(c));
        _gotDuration = true;
        return Keywords.TryGet(text[_start.._position], out TokenKind kind)
            && kind is TokenKind.Step or TokenKind.Range or TokenKind.MinOf or TokenKind.MaxOf
                ? Emit(kind)
                : Fail($"unexpected character: {DescribeRune(c, _start)}, expected ':'");
    }

    private Token Word()
    {
        TakeWhile(static c => IsAlphaNumeric(c) || c == ':');
        string word = text[_start.._position];
        return Emit(Keywords.TryGet(word, out TokenKind kind) ? kind
            : word.Contains(':', StringComparison.Ordinal) ? TokenKind.MetricIdentifier : TokenKind.Identifier);
    }

    private Token NumberOrDuration()
    {
        _gotDuration = true;
        int numberEnd = NumberScanner.Scan(text, _start, out int reached);
        if (numberEnd > 0)
        {
            _position = numberEnd;
            return Emit(TokenKind.Number);
        }

        int durationEnd = DurationText.Scan(text, _start, out int durationReached);
        if (durationEnd > 0)
        {
            _position = durationEnd;
            return Emit(TokenKind.Duration);
        }

        int shown = Math.Min(text.Length, Math.Max(reached, durationReached));
        return Fail($"bad number or duration syntax: {GoText.Quote(text[_start..shown])}");
    }

    private Token String(char quote)
    {
        if (quote == '`')
        {
            int end = text.IndexOf('`', _position);
            if (end < 0)
            {
                return Fail("unterminated raw string");
            }

            _position = end + 1;
            return Emit(TokenKind.String);
        }

        while (true)
        {
            int c = Take();
            if (c == quote)
            {
                return Emit(TokenKind.String);
            }

            if (c is Eof or '\n')
            {
                return Fail("unterminated quoted string");
            }

            if (c == '\\')
            {
                string? problem = StringText.SkipEscape(text, ref _position, quote);
                if (problem is not null)
                {
                    return Fail(problem);
                }
            }
        }
    }

    private Token Comment()
    {
        TakeWhile(static c => c is not ('\n' or '\r'));
        return Emit(TokenKind.Comment);
    }

    private Token Emit(TokenKind kind) => new(kind, _start, _position, text[_start.._position]);

    // Prometheus reports the rest of the query as the place of a lexical error.
    private Token Fail(string message)
    {
        _error = new Token(TokenKind.Error, _start, text.Length, message);
        return _error.Value;
    }

    private int Peek() => _position < text.Length ? text[_position] : Eof;

    private int Take() => _position < text.Length ? text[_position++] : Eof;

    private bool TryTake(char c)
    {
        if (Peek() != c)
        {
            return false;
        }

        _position++;
        return true;
    }

    private void TakeWhile(Func<int, bool> accepts)
    {
        while (Peek() != Eof && accepts(Peek()))
        {
            _position++;
        }
    }

    private void SkipSpace() => TakeWhile(static c => c is ' ' or '\t' or '\n' or '\r');

    private string DescribeRune(int c, int at)
    {
        if (c == Eof)
        {
            return "EOF";
        }

        return Rune.TryGetRuneAt(text, at, out Rune rune) ? GoText.QuoteRune(rune) : "'\\ufffd'";
    }

    private static bool IsDigit(int c) => c is >= '0' and <= '9';

    private static bool IsAlpha(int c) => c is '_' or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z');

    private static bool IsAlphaNumeric(int c) => IsAlpha(c) || IsDigit(c);
}
