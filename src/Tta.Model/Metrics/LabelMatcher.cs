using System.Text.RegularExpressions;

namespace Tta.Model;

/// <summary>
/// One condition of a selector. An absent label matches like an empty value. Regular expressions are anchored, linear-time, and
/// <c>.</c> matches a newline, as in Prometheus 3. Immutable and thread-safe.
/// </summary>
public sealed class LabelMatcher
{
    private readonly Regex? _regex;

    /// <summary>Creates a matcher.</summary>
    /// <exception cref="ArgumentException">The regular expression is malformed or needs what linear-time matching cannot do.</exception>
    public LabelMatcher(MatchType type, string name, string value)
    {
        Type = type;
        Name = name;
        Value = value;
        if (type is MatchType.Regex or MatchType.NotRegex)
        {
            _regex = LinearRegex.Anchored(value);
        }
    }

    /// <summary>How values compare.</summary>
    public MatchType Type { get; }

    /// <summary>Label name.</summary>
    public string Name { get; }

    /// <summary>Value or regular expression.</summary>
    public string Value { get; }

    /// <summary>True when a series without the label satisfies the matcher.</summary>
    public bool MatchesEmpty => Matches("");

    /// <summary>Shorthand for an equality matcher.</summary>
    public static LabelMatcher Equal(string name, string value) => new(MatchType.Equal, name, value);

    /// <summary>Compares a label value, "" for an absent label.</summary>
    public bool Matches(string value) => Type switch
    {
        MatchType.Equal => string.Equals(value, Value, StringComparison.Ordinal),
        MatchType.NotEqual => !string.Equals(value, Value, StringComparison.Ordinal),
        MatchType.Regex => _regex!.IsMatch(value),
        _ => !_regex!.IsMatch(value),
    };

    /// <summary>True when the label set satisfies the matcher.</summary>
    public bool Matches(Labels labels) => Matches(labels[Name]);

    /// <summary>The notation of PromQL: <c>name=~"value"</c>.</summary>
    public override string ToString()
    {
        string sign = Type switch
        {
            MatchType.Equal => "=",
            MatchType.NotEqual => "!=",
            MatchType.Regex => "=~",
            _ => "!~",
        };
        string value = Value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"{Name}{sign}\"{value}\"";
    }
}
