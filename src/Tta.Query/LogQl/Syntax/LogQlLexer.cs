// Spec: Loki 3.7, pkg/logql/syntax/lex.go (behaviour).
using System.Collections.Frozen;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>Splits a LogQL query into tokens.</summary>
internal sealed class LogQlLexer(string text)
{
    private static readonly FrozenSet<string> s_keywords = FrozenSet.Create(
        StringComparer.Ordinal,
        "and", "bool", "by", "decolorize", "drop", "group_left", "group_right", "ignoring", "json", "keep", "label_format", "line_format",
        "logfmt", "offset", "on", "or", "pattern", "regexp", "unless", "unpack", "unwrap", "without");

    // These are words of the language only where they are called.
    private static readonly FrozenSet<string> s_functions = FrozenSet.Create(
        StringComparer.Ordinal,
        "absent_over_time", "approx_topk", "avg", "avg_over_time", "bottomk", "bytes", "bytes_over_time", "bytes_rate", "count",
        "count_over_time", "duration", "duration_seconds", "first_over_time", "ip", "label_replace", "last_over_time", "max",
        "max_over_time", "min", "min_over_time", "quantile_over_time", "rate", "rate_counter", "sort", "sort_desc", "stddev",
        "stddev_over_time", "stdvar", "stdvar_over_time", "sum", "sum_over_time", "topk", "vector");

    private static readonly string[] s_operators =
    [
        "|=", "!=", "|~", "!~", "|>", "!>", "=~", "==", ">=", "<=", "|", "=", ">", "<", "+", "-", "*", "/", "%", "^", "{", "}", "(", ")",
        ",",
    ];

    private int _position;
    private bool _inBraces;

    public LogToken Next()
    {
        SkipSpaceAndComments();
        int start = _position;
        if (start == text.Length)
        {
            return new LogToken(LogTokenKind.EndOfInput, start, "");
        }

        char c = text[start];
        if (c is '"' or '`')
        {
            return String(c);
        }

        if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < text.Length && char.IsAsciiDigit(text[start + 1])))
        {
            return Number();
        }

        if (c == '[')
        {
            return Range();
        }

        if (c == '-' && text.AsSpan(start).StartsWith("--") && start + 2 < text.Length && char.IsAsciiLetter(text[start + 2]))
        {
            return Flag();
        }

        return IsWordStart(c) ? Word() : Operator();
    }

    /// <summary>True when the next token is a single equals sign.</summary>
    public bool AssignmentFollows()
    {
        ReadOnlySpan<char> rest = text.AsSpan(_position).TrimStart();
        return rest.StartsWith("=") && !rest.StartsWith("==") && !rest.StartsWith("=~");
    }

    public LogQlParseException Fail(string detail, int at, bool onLineZero = false)
    {
        int line = 1;
        int lineStart = 0;
        for (int i = 0; i < at; i++)
        {
            if (text[i] == '\n')
            {
                line++;
                lineStart = i + 1;
            }
        }

        return new LogQlParseException(detail, onLineZero ? 0 : line, at - lineStart + 1);
    }

    private LogToken Word()
    {
        int start = _position;
        while (_position < text.Length && (IsWordStart(text[_position]) || char.IsAsciiDigit(text[_position])))
        {
            _position++;
        }

        string word = text[start.._position];
        bool isKeyword = !_inBraces && (s_keywords.Contains(word) || (s_functions.Contains(word) && IsCalled()));
        return new LogToken(isKeyword ? LogTokenKind.Symbol : LogTokenKind.Identifier, start, word);
    }

    // A function name comes before its parenthesis, or before a clause: sum by (app) (...).
    private bool IsCalled()
    {
        ReadOnlySpan<char> rest = text.AsSpan(_position).TrimStart();
        return rest.StartsWith("(") || rest.StartsWith("by ") || rest.StartsWith("by(") || rest.StartsWith("without ")
            || rest.StartsWith("without(");
    }

    private LogToken Operator()
    {
        foreach (string op in s_operators)
        {
            if (string.CompareOrdinal(text, _position, op, 0, op.Length) == 0)
            {
                int start = _position;
                _position += op.Length;
                _inBraces = op == "{" || (_inBraces && op != "}");
                return new LogToken(LogTokenKind.Symbol, start, op);
            }
        }

        throw Fail($"syntax error: unexpected character {GoText.Quote(text[_position].ToString())}", _position);
    }

    private LogToken String(char quote)
    {
        int start = _position++;
        while (_position < text.Length && text[_position] != quote)
        {
            if (quote == '"' && text[_position] == '\n')
            {
                break;
            }

            bool isEscape = quote == '"' && text[_position] == '\\';
            _position++;
            if (isEscape)
            {
                string? problem = StringText.SkipEscape(text, ref _position, quote);
                if (problem is not null)
                {
                    throw Fail("invalid char escape", start);
                }
            }
        }

        if (_position == text.Length || text[_position] != quote)
        {
            throw Fail("literal not terminated", start);
        }

        _position++;
        return new LogToken(LogTokenKind.String, start, text[start.._position]);
    }

    // A number takes the letters of a duration first, else those of a size; what is left over is the next token: 1mb is 1m and b.
    private LogToken Number()
    {
        int start = _position;
        int digitsEnd = EndOf(start, "");
        int durationEnd = EndOf(digitsEnd, "nuµμmshdwy");
        if (durationEnd > digitsEnd && GoDuration.TryParse(text[start..durationEnd], out _, out _))
        {
            return NumberToken(LogTokenKind.Duration, durationEnd);
        }

        int sizeEnd = EndOf(digitsEnd, "BikKMGTP");
        if (sizeEnd > digitsEnd && ByteSize.TryParse(text[start..sizeEnd], out _))
        {
            return NumberToken(LogTokenKind.Bytes, sizeEnd);
        }

        bool isHex = digitsEnd == start + 1 && text[start] == '0' && digitsEnd < text.Length && text[digitsEnd] is 'x' or 'X';
        int end = digitsEnd;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] is '.' or '_'))
        {
            bool isExponent = (isHex ? text[end] is 'p' or 'P' : text[end] is 'e' or 'E' && end == digitsEnd)
                && end + 1 < text.Length && text[end + 1] is '+' or '-';
            end += isExponent ? 2 : 1;
        }

        return NumberToken(LogTokenKind.Number, end);
    }

    private int EndOf(int start, string letters)
    {
        int end = start;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.' || letters.Contains(text[end], StringComparison.Ordinal)))
        {
            end++;
        }

        return end;
    }

    private LogToken NumberToken(LogTokenKind kind, int end)
    {
        int start = _position;
        _position = end;
        return new LogToken(kind, start, text[start..end]);
    }

    private LogToken Range()
    {
        int start = _position++;
        int end = text.IndexOf(']', _position);
        if (end < 0)
        {
            throw Fail("missing closing ']' in duration", start, onLineZero: true);
        }

        string duration = text[_position..end].Trim();
        _position = end + 1;
        return GoDuration.TryParse(duration, out _, out string problem)
            ? new LogToken(LogTokenKind.Range, start, duration)
            : throw Fail(problem, start, onLineZero: true);
    }

    private LogToken Flag()
    {
        int start = _position;
        _position += 2;
        while (_position < text.Length && (char.IsAsciiLetter(text[_position]) || text[_position] == '-'))
        {
            _position++;
        }

        return new LogToken(LogTokenKind.Flag, start, text[start.._position]);
    }

    private void SkipSpaceAndComments()
    {
        while (_position < text.Length)
        {
            if (text[_position] == '#')
            {
                int end = text.IndexOf('\n', _position);
                _position = end < 0 ? text.Length : end;
            }
            else if (char.IsWhiteSpace(text[_position]))
            {
                _position++;
            }
            else
            {
                return;
            }
        }
    }

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_';
}
