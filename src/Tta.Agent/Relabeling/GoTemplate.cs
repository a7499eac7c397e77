// Spec: Go's regexp.Expand: $1, ${1}, $name, ${name}, $$; an unknown group is empty, a lone $ stays.
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Tta.Agent.Relabeling;

/// <summary>Replaces references to groups.</summary>
internal static class GoTemplate
{
    public static string Expand(string template, Match match)
    {
        int dollar = template.IndexOf('$', StringComparison.Ordinal);
        if (dollar < 0)
        {
            return template;
        }

        var text = new StringBuilder();
        int position = 0;
        while (dollar >= 0)
        {
            text.Append(template, position, dollar - position);
            int size = ReferenceLength(template.AsSpan(dollar), out ReadOnlySpan<char> name);
            if (size == 0)
            {
                text.Append('$');
                size = template.AsSpan(dollar).StartsWith("$$") ? 2 : 1;
            }
            else if (int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                text.Append(match.Groups[number].ValueSpan);
            }
            else
            {
                text.Append(match.Groups[name.ToString()].ValueSpan);
            }

            position = dollar + size;
            dollar = template.IndexOf('$', position);
        }

        return text.Append(template, position, template.Length - position).ToString();
    }

    private static int ReferenceLength(ReadOnlySpan<char> text, out ReadOnlySpan<char> name)
    {
        bool hasBrace = text.Length > 1 && text[1] == '{';
        int start = hasBrace ? 2 : 1;
        int end = start;
        while (end < text.Length && (char.IsLetterOrDigit(text[end]) || text[end] == '_'))
        {
            end++;
        }

        name = text[start..end];
        bool isClosed = !hasBrace || (end < text.Length && text[end] == '}');
        return name.IsEmpty || !isClosed ? 0 : end + (hasBrace ? 1 : 0);
    }
}
