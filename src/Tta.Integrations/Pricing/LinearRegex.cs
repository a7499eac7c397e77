using System.Text.RegularExpressions;

namespace Tta.Pricing;

/// <summary>Regular expressions that come with data: linear time in the length of the text, whatever the pattern.</summary>
internal static class LinearRegex
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    /// <summary>
    /// An expression of the shipped list, whose patterns are tested: building a linear one costs milliseconds, and a model that the list does
    /// not know needs all of them.
    /// </summary>
    public static Regex OfShippedList(string pattern) => new(pattern, RegexOptions.CultureInvariant);

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
