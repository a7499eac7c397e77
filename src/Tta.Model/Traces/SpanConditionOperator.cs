namespace Tta.Model;

/// <summary>How a field is compared with the values of a condition.</summary>
public enum SpanConditionOperator
{
    /// <summary>The field is present.</summary>
    Exists,

    /// <summary>Equal to one of the values, type and value; an array is equal when one of its elements is.</summary>
    Equal,

    /// <summary>Present and equal to none of the values.</summary>
    NotEqual,

    /// <summary>Less than the first value; numbers compare by value, whatever their type.</summary>
    Less,

    /// <summary>Less than or equal to the first value; numbers as for <see cref="Less"/>.</summary>
    LessOrEqual,

    /// <summary>Greater than the first value; numbers as for <see cref="Less"/>.</summary>
    Greater,

    /// <summary>Greater than or equal to the first value; numbers as for <see cref="Less"/>.</summary>
    GreaterOrEqual,

    /// <summary>Text that the first value, a fully anchored regular expression, matches.</summary>
    Matches,

    /// <summary>Text that the first value, a fully anchored regular expression, does not match.</summary>
    NotMatches,
}
