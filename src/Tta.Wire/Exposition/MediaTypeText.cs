// Spec: RFC 9110 section 8.3.1 (media types), RFC 2045 section 5.1.
using System.Diagnostics.CodeAnalysis;

namespace Tta.Wire.Exposition;

/// <summary>Reads a media type and checks its parameters.</summary>
internal static class MediaTypeText
{
    public static bool TryParse(string text, out string type, [NotNullWhen(false)] out string? error)
    {
        int end = text.IndexOf(';', StringComparison.Ordinal);
        type = (end < 0 ? text : text[..end]).Trim().ToLowerInvariant();
        error = CheckType(type) ?? (end < 0 ? null : CheckParameters(text.AsSpan(end)));
        return error is null;
    }

    private static string? CheckType(string type)
    {
        int slash = type.IndexOf('/', StringComparison.Ordinal);
        int mainLength = TokenLength(type);
        if (mainLength == 0)
        {
            return "no media type";
        }

        if (slash < 0)
        {
            return mainLength == type.Length ? null : "expected slash after first token";
        }

        int subLength = TokenLength(type.AsSpan(slash + 1));
        return mainLength != slash ? "expected slash after first token"
            : subLength == 0 ? "expected token after slash"
            : subLength != type.Length - slash - 1 ? "unexpected content after media subtype"
            : null;
    }

    private static string? CheckParameters(ReadOnlySpan<char> rest)
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (!(rest = rest.TrimStart()).IsEmpty)
        {
            if (rest[0] != ';')
            {
                return "invalid media parameter";
            }

            rest = rest[1..].TrimStart();
            if (rest.IsEmpty)
            {
                return null;
            }

            int length = TokenLength(rest);
            if (length == 0 || length == rest.Length || rest[length] != '=')
            {
                return "invalid media parameter";
            }

            if (!names.Add(rest[..length].ToString()))
            {
                return "duplicate parameter name";
            }

            rest = rest[(length + 1)..];
            int valueLength = rest.StartsWith("\"") ? rest[1..].IndexOf('"') + 2 : TokenLength(rest);
            if (valueLength <= 1 && !(valueLength == 1 && rest[0] != '"'))
            {
                return "invalid media parameter";
            }

            rest = rest[valueLength..];
        }

        return null;
    }

    private static int TokenLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && text[length] is > ' ' and < (char)127 && !"()<>@,;:\\\"/[]?=".Contains(text[length], StringComparison.Ordinal))
        {
            length++;
        }

        return length;
    }
}
