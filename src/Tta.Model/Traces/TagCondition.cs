namespace Tta.Model;

/// <summary>An attribute that a span must have.</summary>
/// <param name="Key">Attribute name.</param>
/// <param name="Value">
/// Value to equal. A typed value equals only the same type and value; a string (from a query URL, where everything is text) also
/// equals the text form of a number or boolean when <paramref name="AnyType"/> is set.
/// </param>
/// <param name="AnyType">True compares by text form.</param>
public sealed record TagCondition(string Key, AnyValue Value, bool AnyType = false)
{
    /// <summary>True when the value satisfies the condition.</summary>
    public bool Matches(in AnyValue value) =>
        AnyType ? string.Equals(value.ToText(), Value.ToText(), StringComparison.Ordinal) : value.Equals(Value);
}
