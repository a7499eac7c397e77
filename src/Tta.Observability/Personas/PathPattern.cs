using System.Text;
using System.Text.RegularExpressions;

namespace Tta.Observability;

/// <summary>
/// A glob over paths with <c>/</c>: <c>*</c> within a name, <c>**</c> over any number of folders, <c>?</c> one character. A pattern that
/// ends in <c>/**</c> covers the folder itself, and any pattern covers what lies below a folder that it names. Letters in any case.
/// </summary>
internal sealed class PathPattern(string pattern)
{
    private readonly Regex _regex = new(
        ToRegex(pattern), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    public string Text => pattern;

    /// <param name="path">A path without a leading separator, for example <c>apps/web/index.ts</c>.</param>
    public bool Matches(string path) => _regex.IsMatch(path);

    private static string ToRegex(string pattern)
    {
        string[] parts = pattern.Replace('\\', '/').Trim('/').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var regex = new StringBuilder("^");
        for (int i = 0; i < parts.Length; i++)
        {
            bool isLast = i == parts.Length - 1;
            if (parts[i] is "**")
            {
                // In front and between it may stand for nothing; at the end it is the folder with all that is in it.
                regex.Append(isLast ? "" : "(?:[^/]+/)*");
                continue;
            }

            foreach (char c in parts[i])
            {
                regex.Append(c switch { '*' => "[^/]*", '?' => "[^/]", _ => Regex.Escape(c.ToString()) });
            }

            bool isFollowedByRest = !isLast && parts[^1] is "**" && i == parts.Length - 2;
            regex.Append(isLast || isFollowedByRest ? "" : "/");
        }

        return regex.Append(parts is ["**"] ? "" : "(?:/.*)?").Append('$').ToString();
    }
}
