using System.Text;

namespace Tta.Query.LogQl;

/// <summary>Label names made of the keys of a line.</summary>
internal static class LabelKeys
{
    /// <summary>Blanks around go, other characters that no label name has become <c>_</c>, a leading digit gets one in front.</summary>
    public static string Sanitize(string key)
    {
        key = key.Trim();
        bool isClean = key.Length > 0 && !char.IsAsciiDigit(key[0]);
        foreach (char c in key)
        {
            isClean &= IsNameChar(c);
        }

        if (isClean || key.Length == 0)
        {
            return key;
        }

        var name = new StringBuilder(key.Length + 1);
        name.Append(char.IsAsciiDigit(key[0]) ? "_" : "");
        foreach (Rune rune in key.EnumerateRunes())
        {
            name.Append(rune.IsAscii && IsNameChar((char)rune.Value) ? (char)rune.Value : '_');
        }

        return name.ToString();
    }

    private static bool IsNameChar(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
