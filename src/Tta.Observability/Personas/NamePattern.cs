namespace Tta.Observability;

/// <summary>Names with <c>*</c> for any run of characters; letters in any case, because a list of what is forbidden must not be passed by one.</summary>
internal static class NamePattern
{
    public static bool AnyMatches(IReadOnlyList<string> patterns, string name)
    {
        for (int i = 0; i < patterns.Count; i++)
        {
            if (System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(patterns[i].Replace('?', '\u0001'), name, ignoreCase: true))
            {
                return true;
            }
        }

        return false;
    }
}
