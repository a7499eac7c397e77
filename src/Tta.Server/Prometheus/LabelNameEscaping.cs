using System.Globalization;
using System.Text;

namespace Tta.Server.Prometheus;

/// <summary>
/// The <c>U__</c> notation for label names in URLs: <c>__</c> is an underscore, <c>_2e_</c> the character with that hex code
/// (Prometheus, "Value encoding" of UTF-8 names). Anything that is not a correct escape is the name itself.
/// </summary>
internal static class LabelNameEscaping
{
    private const string Prefix = "U__";

    public static string Unescape(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return name;
        }

        var plain = new StringBuilder(name.Length);
        for (int i = Prefix.Length; i < name.Length; i++)
        {
            if (name[i] != '_')
            {
                plain.Append(name[i]);
                continue;
            }

            int end = name.IndexOf('_', i + 1);
            if (end < 0)
            {
                return name;
            }

            if (end == i + 1)
            {
                plain.Append('_');
            }
            else if (int.TryParse(name.AsSpan(i + 1, end - i - 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rune)
                && Rune.IsValid(rune))
            {
                plain.Append(new Rune(rune).ToString());
            }
            else
            {
                return name;
            }

            i = end;
        }

        return plain.ToString();
    }
}
