using System.Text.RegularExpressions;

namespace Tta.Observability;

/// <summary>Hides what a pattern matches. Patterns run in linear time: no look-around and no back-references.</summary>
public sealed class RedactionRule
{
    /// <summary>Creates a rule.</summary>
    /// <param name="name">What the rule finds; appears in the replacement, <c>[redacted:name]</c>.</param>
    /// <param name="pattern">A regular expression (<see cref="RegexOptions.NonBacktracking"/>, culture-invariant).</param>
    /// <exception cref="ArgumentException">The name is blank, or the pattern is invalid or needs backtracking.</exception>
    public RedactionRule(string name, string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        Name = name;
        try
        {
            Pattern = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (NotSupportedException e)
        {
            throw new ArgumentException($"redaction rule '{name}': the pattern needs backtracking, which is not linear: {e.Message}", nameof(pattern), e);
        }
    }

    /// <summary>What the rule finds.</summary>
    public string Name { get; }

    internal Regex Pattern { get; }
}
