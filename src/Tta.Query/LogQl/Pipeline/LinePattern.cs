// Spec: Loki 3.7, docs/sources/query/log_queries (pattern parser, pattern match filter).
namespace Tta.Query.LogQl;

/// <summary>A pattern of texts and captures: <c>&lt;ip&gt; - &lt;_&gt; "&lt;method&gt;</c>.</summary>
internal sealed class LinePattern
{
    private readonly List<(string Text, bool IsCapture)> _parts = [];

    private LinePattern()
    {
    }

    public bool HasNamedCapture { get; private set; }

    /// <summary>Reads a pattern. Null, with the problem, when it is malformed.</summary>
    public static LinePattern? Parse(string text, out string problem)
    {
        var pattern = new LinePattern();
        problem = "";
        int literalStart = 0;
        for (int i = 0; i < text.Length;)
        {
            int end = CaptureEnd(text, i);
            if (end < 0)
            {
                i++;
                continue;
            }

            pattern.AddLiteral(text[literalStart..i]);
            string name = text[(i + 1)..end];
            if (pattern._parts.Count > 0 && pattern._parts[^1].IsCapture)
            {
                problem = $"found consecutive capture '<{pattern._parts[^1].Text}><{name}>': capture are separated by literals";
                return null;
            }

            bool isNamed = name != "_";
            if (isNamed && pattern._parts.Exists(p => p.IsCapture && p.Text == name))
            {
                problem = $"duplicate capture name ({name}): invalid expression";
                return null;
            }

            pattern.HasNamedCapture |= isNamed;
            pattern._parts.Add((name, true));
            i = literalStart = end + 1;
        }

        pattern.AddLiteral(text[literalStart..]);
        return pattern;
    }

    /// <summary>True when the whole line has the form of the pattern; a capture holds at least one character.</summary>
    public bool Fits(ReadOnlySpan<char> line)
    {
        if (_parts.Count == 0)
        {
            return line.IsEmpty;
        }

        bool afterCapture = false;
        for (int i = 0; i < _parts.Count; i++)
        {
            (string text, bool isCapture) = _parts[i];
            if (isCapture)
            {
                afterCapture = true;
                continue;
            }

            bool isLast = i == _parts.Count - 1;
            int at = !afterCapture ? (line.StartsWith(text, StringComparison.Ordinal) ? 0 : -1)
                : isLast ? (line.EndsWith(text, StringComparison.Ordinal) ? line.Length - text.Length : -1)
                : line[Math.Min(1, line.Length)..].IndexOf(text, StringComparison.Ordinal) is >= 0 and var found ? found + 1 : -1;
            if (at < 0 || (afterCapture && at < 1))
            {
                return false;
            }

            line = line[(at + text.Length)..];
            afterCapture = false;
        }

        return afterCapture ? !line.IsEmpty : line.IsEmpty;
    }

    /// <summary>Hands the named captures to the line. A literal that is missing leaves the rest to the capture before it.</summary>
    public void Extract(LineState state)
    {
        ReadOnlySpan<char> rest = state.Chars;
        int next = 0;
        if (_parts.Count > 0 && !_parts[0].IsCapture)
        {
            if (!rest.StartsWith(_parts[0].Text, StringComparison.Ordinal))
            {
                return;
            }

            rest = rest[_parts[0].Text.Length..];
            next = 1;
        }

        for (; next < _parts.Count && !rest.IsEmpty; next += 2)
        {
            string literal = next + 1 < _parts.Count ? _parts[next + 1].Text : "";
            int at = literal.Length == 0 ? -1 : rest.IndexOf(literal, StringComparison.Ordinal);
            ReadOnlySpan<char> captured = at < 0 ? rest : rest[..at];
            if (_parts[next].Text != "_")
            {
                state.SetParsed(_parts[next].Text, captured.ToString());
            }

            if (at < 0)
            {
                return;
            }

            rest = rest[(at + literal.Length)..];
        }
    }

    private void AddLiteral(string text)
    {
        if (text.Length > 0)
        {
            _parts.Add((text, false));
        }
    }

    private static int CaptureEnd(string text, int start)
    {
        if (text[start] != '<' || start + 2 >= text.Length || !(char.IsAsciiLetter(text[start + 1]) || text[start + 1] == '_'))
        {
            return -1;
        }

        int end = start + 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        return end < text.Length && text[end] == '>' ? end : -1;
    }
}
