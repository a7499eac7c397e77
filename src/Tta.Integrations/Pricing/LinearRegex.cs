using System.Text.RegularExpressions;

namespace Tta.Integrations.Pricing;

/// <summary>Regular expressions that come with data: linear time in the length of the text, whatever the pattern.</summary>
internal static class LinearRegex
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>The expression, or null when the pattern is malformed or needs backtracking.</summary>
    public static Regex? TryCreate(string pattern, bool caseSensitive)
    {
        try
        {
            return new Regex(pattern, caseSensitive ? Options : Options | RegexOptions.IgnoreCase);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
