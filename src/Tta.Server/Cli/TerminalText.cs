using System.Text;

namespace Tta.Server.Cli;

/// <summary>Makes telemetry safe to print: it is text of strangers and may try to steer the terminal.</summary>
internal static class TerminalText
{
    /// <summary>Replaces control characters (line ends and tabs by a space, others by U+FFFD).</summary>
    public static string Safe(string text)
    {
        int first = IndexOfControl(text);
        if (first < 0)
        {
            return text;
        }

        var safe = new StringBuilder(text.Length);
        safe.Append(text, 0, first);
        foreach (char c in text.AsSpan(first))
        {
            safe.Append(c is '\n' or '\r' or '\t' ? ' ' : IsControl(c) ? '\ufffd' : c);
        }

        return safe.ToString();
    }

    /// <summary>At most so many characters, the last one an ellipsis when something was cut.</summary>
    public static string Cut(string text, int maxCharacters) =>
        text.Length <= maxCharacters ? text : string.Concat(text.AsSpan(0, maxCharacters - 1), "…");

    private static int IndexOfControl(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (IsControl(text[i]))
            {
                return i;
            }
        }

        return -1;
    }

    // Beside C0 and C1 also the marks that turn the direction of text round.
    private static bool IsControl(char c) => char.IsControl(c) || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069';
}
