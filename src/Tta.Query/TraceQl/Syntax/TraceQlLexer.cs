// Spec: Tempo 3, pkg/traceql/lexer.go (behaviour), over the scanner of Go. Difference: strings may stand in single quotes.
using System.Collections.Frozen;
using System.Text;
using Tta.Query.PromQl;

namespace Tta.Query.TraceQl;

/// <summary>Splits a TraceQL query into tokens; a problem becomes the last token.</summary>
internal sealed partial class TraceQlLexer
{
    private static readonly FrozenSet<string> s_symbols = FrozenSet.Create(
        StringComparer.Ordinal,
        ",", ".", "{", "}", "(", ")", "=", "!=", "=~", "!~", ">", ">=", "<", "<=", "+", "-", "/", "%", "*", "^", "&&", "||", "!", "|", ">>",
        "<<", "~", "!>", "!<", "!>>", "!<<", "&~", "&>", "&<", "&>>", "&<<", "true", "false", "nil", "ok", "error", "unset", "unspecified",
        "internal", "server", "client", "producer", "consumer", "duration", "childCount", "name", "status", "statusMessage", "kind",
        "rootName", "rootServiceName", "rootService", "traceDuration", "nestedSetLeft", "nestedSetRight", "nestedSetParent", "id", "traceID",
        "spanID", "parentID", "timeSinceStart", "version", "parent", "parent.", "resource.", "span.", "event.", "link.", "instrumentation.",
        "trace:", "span:", "event:", "link:", "instrumentation:", "count", "avg", "max", "min", "sum", "by", "coalesce", "select", "rate",
        "count_over_time", "min_over_time", "max_over_time", "avg_over_time", "sum_over_time", "quantile_over_time", "histogram_over_time",
        "compare", "topk", "bottomk", "with");

    private readonly string _text;
    private readonly List<TraceToken> _tokens = [];
    private int _position;
    private int _lineStart;
    private int _line = 1;
    private int _countedTo;
    private int _column = 1;

    private TraceQlLexer(string text) => _text = text;

    /// <summary>The tokens of a query; the last is the end of the input or an error.</summary>
    public static List<TraceToken> Tokenize(string text)
    {
        var lexer = new TraceQlLexer(text);
        while (lexer._tokens.Count == 0 || lexer._tokens[^1].Kind is not (TraceTokenKind.EndOfInput or TraceTokenKind.Error))
        {
            lexer.Next();
        }

        return lexer._tokens;
    }

    private void Next()
    {
        if (!TrySkipSpaceAndComments())
        {
            return;
        }

        int start = _position;
        if (start == _text.Length)
        {
            bool isEmpty = _text.Length == 0;
            _tokens.Add(new TraceToken(TraceTokenKind.EndOfInput, "", isEmpty ? 0 : _line, isEmpty ? 0 : ColumnOf(start)));
            return;
        }

        char c = _text[start];
        if (c is '"' or '`' or '\'')
        {
            String(c);
        }
        else if (char.IsAsciiDigit(c) || (c == '.' && start + 1 < _text.Length && char.IsAsciiDigit(_text[start + 1])))
        {
            Number();
        }
        else
        {
            Symbol();
        }
    }

    // A word or a character, made longer as long as that gives a symbol of the language: "span" and ".", "!" and ">" and ">".
    private void Symbol()
    {
        int start = _position;
        SkipWordOrRune();
        int wordEnd = _position;
        while (_position < _text.Length && s_symbols.Contains(_text[start..(_position + 1)]))
        {
            _position++;
        }

        string text = _text[start.._position];
        int line = _position > wordEnd ? 0 : _line;
        int column = ColumnOf(start);
        if (!s_symbols.Contains(text))
        {
            _tokens.Add(new TraceToken(TraceTokenKind.Identifier, text, line, column));
            return;
        }

        _tokens.Add(new TraceToken(TraceTokenKind.Symbol, text, line, column));
        if (text[^1] == '.')
        {
            Attribute(text, line, column);
        }
    }

    private void Attribute(string scope, int line, int column)
    {
        if (scope == "parent.")
        {
            foreach (string inner in (ReadOnlySpan<string>)["span.", "resource."])
            {
                if (_text.AsSpan(_position).StartsWith(inner, StringComparison.Ordinal))
                {
                    _position += inner.Length;
                    line = 0;
                    _tokens.Add(new TraceToken(TraceTokenKind.Symbol, inner, line, column));
                    break;
                }
            }
        }

        int start = _position;
        var name = new StringBuilder();
        while (_position < _text.Length && Rune.TryGetRuneAt(_text, _position, out Rune rune) && TraceField.IsAttributeRune(rune))
        {
            if (rune.Value != '"')
            {
                name.Append(_text, _position, rune.Utf16SequenceLength);
                _position += rune.Utf16SequenceLength;
            }
            else if (QuotedName(name) is { } problem)
            {
                _tokens.Add(new TraceToken(TraceTokenKind.Error, problem, 0, column));
                return;
            }
        }

        if (_position > start)
        {
            line = 0;
            _tokens.Add(new TraceToken(TraceTokenKind.Identifier, name.ToString(), line, column));
        }

        _tokens.Add(new TraceToken(TraceTokenKind.EndAttribute, "", line, column));
    }

    // Reads a quoted part of a name. Returns what is wrong with it, or null.
    private string? QuotedName(StringBuilder name)
    {
        for (_position++; _position < _text.Length; _position++)
        {
            switch (_text[_position])
            {
                case '"':
                    _position++;
                    return null;
                case '\\' when _position + 1 < _text.Length && _text[_position + 1] is '\\' or '"':
                    name.Append(_text[++_position]);
                    break;
                case '\\':
                    return "invalid escape sequence";
                case '\n':
                    name.Append('\n');
                    StartLine(_position + 1);
                    break;
                default:
                    name.Append(_text[_position]);
                    break;
            }
        }

        return "unexpected EOF, expecting \"";
    }

    private void String(char quote)
    {
        int start = _position++;
        int line = _line;
        int column = ColumnOf(start);
        while (_position < _text.Length && _text[_position] != quote && (quote == '`' || _text[_position] != '\n'))
        {
            char c = _text[_position++];
            if (c == '\n')
            {
                StartLine(_position);
            }
            else if (c == '\\' && quote != '`' && StringText.SkipEscape(_text, ref _position, quote) is not null)
            {
                _tokens.Add(new TraceToken(TraceTokenKind.Error, "invalid char escape", line, column));
                return;
            }
        }

        if (_position == _text.Length || _text[_position] != quote)
        {
            _tokens.Add(new TraceToken(TraceTokenKind.Error, "literal not terminated", line, column));
            return;
        }

        _position++;
        string literal = _text[start.._position];
        string value = quote == '`'
            ? literal[1..^1].Replace("\r", "", StringComparison.Ordinal)
            : StringText.Unquote(literal);
        _tokens.Add(new TraceToken(TraceTokenKind.String, literal, line, column, Static.From(value)));
    }

    private void SkipWordOrRune()
    {
        int start = _position;
        while (_position < _text.Length && Rune.TryGetRuneAt(_text, _position, out Rune rune)
            && (Rune.IsLetter(rune) || rune.Value == '_' || (_position > start && Rune.IsDigit(rune))))
        {
            _position += rune.Utf16SequenceLength;
        }

        if (_position == start)
        {
            _position += Rune.TryGetRuneAt(_text, start, out Rune single) ? single.Utf16SequenceLength : 1;
        }
    }

    // False when a comment does not end.
    private bool TrySkipSpaceAndComments()
    {
        while (_position < _text.Length)
        {
            ReadOnlySpan<char> rest = _text.AsSpan(_position);
            if (rest[0] is ' ' or '\t' or '\r' or '\n')
            {
                _position++;
                if (rest[0] == '\n')
                {
                    StartLine(_position);
                }
            }
            else if (rest.StartsWith("//"))
            {
                int length = rest.IndexOf('\n');
                _position += length < 0 ? rest.Length : length;
            }
            else if (rest.StartsWith("/*"))
            {
                int length = rest.IndexOf("*/", StringComparison.Ordinal);
                if (length < 0)
                {
                    _tokens.Add(new TraceToken(TraceTokenKind.Error, "comment not terminated", _line, ColumnOf(_position)));
                    return false;
                }

                SkipLines(_position + length + 2);
            }
            else
            {
                break;
            }
        }

        return true;
    }

    private void SkipLines(int end)
    {
        for (; _position < end; _position++)
        {
            if (_text[_position] == '\n')
            {
                StartLine(_position + 1);
            }
        }
    }

    private void StartLine(int at)
    {
        _line++;
        _lineStart = at;
    }

    // Counts on from the token before: tokens come in order.
    private int ColumnOf(int at)
    {
        if (_countedTo < _lineStart)
        {
            _countedTo = _lineStart;
            _column = 1;
        }

        for (; _countedTo < at; _countedTo++)
        {
            _column += char.IsLowSurrogate(_text[_countedTo]) ? 0 : 1;
        }

        return _column;
    }
}
