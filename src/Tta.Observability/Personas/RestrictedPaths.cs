namespace Tta.Observability;

/// <summary>Where a persona may not go, for one workspace. A path is judged as it is written and as its symbolic links lead.</summary>
internal sealed class RestrictedPaths(IReadOnlyList<string> patterns, string root)
{
    // A link to a link to a link: more than any honest tree has.
    private const int MaxLinks = 40;

    private readonly PathPattern[] _patterns = [.. patterns.Select(static pattern => new PathPattern(pattern))];
    private readonly PathPattern[] _patternsElsewhere = [.. patterns.Select(static pattern => new PathPattern("**/" + pattern))];
    private readonly string _root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>The pattern that forbids a path, or null.</summary>
    public string? Forbidding(string path)
    {
        if (_patterns.Length == 0)
        {
            return null;
        }

        string full = Path.GetFullPath(path.Replace('\\', '/'), _root);
        return ForbiddingWritten(full) ?? ForbiddingWritten(Resolved(full));
    }

    private string? ForbiddingWritten(string full)
    {
        bool isInside = full.StartsWith(_root + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);
        string relative = (isInside ? full[(_root.Length + 1)..] : full).Replace('\\', '/').Trim('/');
        // Another clone has the same folders somewhere else.
        foreach (PathPattern pattern in isInside ? _patterns : _patternsElsewhere)
        {
            if (pattern.Matches(relative))
            {
                return pattern.Text.StartsWith("**/", StringComparison.Ordinal) && !isInside ? pattern.Text[3..] : pattern.Text;
            }
        }

        return null;
    }

    private static string Resolved(string full)
    {
        for (int links = 0; links < MaxLinks; links++)
        {
            if (FirstLink(full) is not { } next)
            {
                return full;
            }

            full = next;
        }

        return full;
    }

    /// <summary>The path with the first of its links followed; null when none of its folders is one.</summary>
    private static string? FirstLink(string full)
    {
        string start = Path.GetPathRoot(full) ?? "";
        string at = start;
        string[] names = full[start.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < names.Length; i++)
        {
            string folder = at;
            at = Path.Combine(at, names[i]);
            if (new FileInfo(at).LinkTarget is { } target)
            {
                return Path.GetFullPath(Path.Combine([target, .. names[(i + 1)..]]), folder);
            }
        }

        return null;
    }
}
