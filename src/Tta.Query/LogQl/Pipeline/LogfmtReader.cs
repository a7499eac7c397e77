// Spec: the logfmt of github.com/go-logfmt/logfmt, as Loki reads it.
using System.Globalization;
using System.Text;

namespace Tta.Query.LogQl;

/// <summary>Reads key=value pairs from a line.</summary>
internal static class LogfmtReader
{
    /// <summary>Reads the next pair; a malformed one has a problem and is skipped up to the next blank. False at the end.</summary>
    public static bool TryNext(string text, ref int position, out string key, out string value, out string? problem)
    {
        key = value = "";
        problem = null;
        while (position < text.Length && text[position] <= ' ')
        {
            position++;
        }

        if (position == text.Length)
        {
            return false;
        }

        int start = position;
        while (position < text.Length && text[position] is > ' ' and not '=' and not '"')
        {
            position++;
        }

        key = text[start..position];
        if (position < text.Length && text[position] == '"')
        {
            problem = Unexpected(text, position);
        }
        else if (position < text.Length && text[position] == '=')
        {
            if (key.Length == 0)
            {
                problem = Unexpected(text, position);
            }
            else
            {
                position++;
                problem = ReadValue(text, ref position, out value);
            }
        }

        if (problem is not null)
        {
            SkipToBlank(text, ref position);
        }

        return true;
    }

    private static string? ReadValue(string text, ref int position, out string value)
    {
        value = "";
        if (position < text.Length && text[position] == '"')
        {
            return ReadQuoted(text, ref position, out value);
        }

        int start = position;
        while (position < text.Length && text[position] is > ' ')
        {
            if (text[position] is '=' or '"')
            {
                return Unexpected(text, position);
            }

            position++;
        }

        value = text[start..position].Replace('\uFFFD', ' ');
        return null;
    }

    private static string? ReadQuoted(string text, ref int position, out string value)
    {
        value = "";
        int open = position++;
        var unquoted = new StringBuilder();
        while (position < text.Length && text[position] != '"')
        {
            char c = text[position++];
            if (c != '\\' || position == text.Length)
            {
                unquoted.Append(c);
                continue;
            }

            char escape = text[position++];
            switch (escape)
            {
                case 'n':
                    unquoted.Append('\n');
                    break;
                case 'r':
                    unquoted.Append('\r');
                    break;
                case 't':
                    unquoted.Append('\t');
                    break;
                case 'b':
                    unquoted.Append('\b');
                    break;
                case 'f':
                    unquoted.Append('\f');
                    break;
                case 'u' when position + 4 <= text.Length
                    && int.TryParse(text.AsSpan(position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int code):
                    unquoted.Append((char)code);
                    position += 4;
                    break;
                default:
                    unquoted.Append(escape);
                    break;
            }
        }

        if (position == text.Length)
        {
            return string.Create(CultureInfo.InvariantCulture, $"logfmt syntax error at pos {open + 1} : unterminated quoted value");
        }

        position++;
        value = unquoted.Replace('\uFFFD', ' ').ToString();
        return null;
    }

    private static void SkipToBlank(string text, ref int position)
    {
        while (position < text.Length && text[position] > ' ')
        {
            position++;
        }
    }

    private static string Unexpected(string text, int position) => string.Create(
        CultureInfo.InvariantCulture, $"logfmt syntax error at pos {position + 1} : unexpected '{text[position]}'");
}
