using System.Text.RegularExpressions;

namespace Tta.Model;

/// <summary>
/// Regular expressions from users: linear-time matching, so that no pattern can stall the server. The syntax is that of RE2 as
/// far as .NET has it; look-around and back-references are refused, as RE2 does.
/// </summary>
public static class LinearRegex
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>A pattern that must match the whole text; <c>.</c> matches a newline.</summary>
    /// <exception cref="ArgumentException">The pattern is malformed or cannot be matched in linear time.</exception>
    public static Regex Anchored(string pattern)
    {
        // By itself first: "a)|(b" would become a valid, and other, expression inside the group.
        string plain = ToDotNet(pattern);
        Create(plain, Options & ~RegexOptions.NonBacktracking);
        return Create($"^(?s:{plain})\\z", Options);
    }

    /// <summary>A pattern that may match anywhere; <c>.</c> does not match a newline.</summary>
    /// <param name="pattern">RE2 syntax.</param>
    /// <param name="captures">True keeps unnamed groups as captures.</param>
    /// <exception cref="ArgumentException">The pattern is malformed or cannot be matched in linear time.</exception>
    public static Regex Unanchored(string pattern, bool captures = false) =>
        Create(ToDotNet(pattern), captures ? Options & ~RegexOptions.ExplicitCapture : Options);

    // RE2 writes named groups (?P<n>..) and the end of text \z; .NET knows (?<n>..).
    private static string ToDotNet(string pattern) => pattern.Replace("(?P<", "(?<", StringComparison.Ordinal);

    private static Regex Create(string pattern, RegexOptions options)
    {
        try
        {
            return new Regex(pattern, options);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"error parsing regexp: {e.Message}", nameof(pattern), e);
        }
        catch (ArgumentException e)
        {
            throw new ArgumentException($"error parsing regexp: {e.Message}", nameof(pattern), e);
        }
    }
}
