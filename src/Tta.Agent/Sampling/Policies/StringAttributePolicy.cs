using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>Keeps traces where a text attribute has one of some values, or matches one of some regular expressions anywhere.</summary>
public sealed class StringAttributePolicy : AttributePolicy
{
    private readonly string[] _values;
    private readonly Regex[] _patterns;

    /// <summary>Creates a policy.</summary>
    /// <param name="key">Attribute name.</param>
    /// <param name="values">Values, or regular expressions.</param>
    /// <param name="areRegexes">True takes the values as regular expressions, linear-time.</param>
    /// <param name="invert">True keeps the traces without such an attribute.</param>
    /// <exception cref="ArgumentException">A regular expression is malformed.</exception>
    public StringAttributePolicy(string key, IReadOnlyList<string> values, bool areRegexes = false, bool invert = false)
        : base(key, invert)
    {
        _values = areRegexes ? [] : [.. values];
        _patterns = new Regex[areRegexes ? values.Count : 0];
        for (int i = 0; i < _patterns.Length; i++)
        {
            _patterns[i] = LinearRegex.Unanchored(values[i]);
        }
    }

    /// <inheritdoc/>
    protected override bool Matches(in AnyValue value)
    {
        if (value.Kind != AnyValueKind.String)
        {
            return false;
        }

        foreach (Regex pattern in _patterns)
        {
            if (pattern.IsMatch(value.StringValue))
            {
                return true;
            }
        }

        return Array.IndexOf(_values, value.StringValue) >= 0;
    }
}
