using System.Text;
using System.Text.RegularExpressions;
using Tta.Model;

namespace Tta.Storage.Traces.Search;

/// <summary>
/// Compares values with those of a condition. Where types differ in a way that an engine may treat leniently, the value passes.
/// </summary>
internal sealed class ValueTest
{
    private readonly SpanConditionOperator _operator;
    private readonly IReadOnlyList<AnyValue> _values;
    private readonly Regex? _regex;

    public ValueTest(SpanCondition condition)
    {
        _operator = condition.Operator;
        _values = condition.Values;
        Text = _operator == SpanConditionOperator.Equal && _values is [{ Kind: AnyValueKind.String } text] ? Encoding.UTF8.GetBytes(text.StringValue) : null;
        if (_operator is SpanConditionOperator.Matches or SpanConditionOperator.NotMatches && _values is [{ Kind: AnyValueKind.String } pattern, ..])
        {
            _regex = LinearRegex.Anchored(pattern.StringValue);
        }
    }

    /// <summary>The one text that a value must be, or null when other values can match.</summary>
    public byte[]? Text { get; }

    /// <summary>True when a list without elements may satisfy the condition.</summary>
    public bool MatchesList => _operator is SpanConditionOperator.Exists or SpanConditionOperator.NotEqual or SpanConditionOperator.NotMatches;

    public bool MatchesText(ReadOnlySpan<byte> utf8) =>
        Text is not null ? utf8.SequenceEqual(Text)
        : _operator == SpanConditionOperator.Exists || Matches(AnyValue.From(Encoding.UTF8.GetString(utf8)));

    public bool Matches(in AnyValue value) => value.Kind switch
    {
        AnyValueKind.Array or AnyValueKind.Map => _operator != SpanConditionOperator.Equal || IsOrHasAny(value),
        _ => MatchesScalar(value),
    };

    private bool MatchesScalar(in AnyValue value) => _operator switch
    {
        SpanConditionOperator.Exists => true,
        SpanConditionOperator.Equal => IsAny(value),
        SpanConditionOperator.NotEqual => !IsAny(value),
        SpanConditionOperator.Less => Compare(value) is not >= 0,
        SpanConditionOperator.LessOrEqual => Compare(value) is not > 0,
        SpanConditionOperator.Greater => Compare(value) is not <= 0,
        SpanConditionOperator.GreaterOrEqual => Compare(value) is not < 0,
        SpanConditionOperator.Matches => _regex is null || value.Kind != AnyValueKind.String || _regex.IsMatch(value.StringValue),
        SpanConditionOperator.NotMatches => _regex is null || value.Kind != AnyValueKind.String || !_regex.IsMatch(value.StringValue),
        _ => true,
    };

    private bool IsOrHasAny(in AnyValue value)
    {
        if (IsAny(value))
        {
            return true;
        }

        foreach (AnyValue element in value.ArrayValue)
        {
            if (IsAny(element))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsAny(in AnyValue value)
    {
        for (int i = 0; i < _values.Count; i++)
        {
            if (value == _values[i] || (IsNumber(value) && IsNumber(_values[i]) && Compare(value, _values[i]) == 0))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Order of a value and the first one of the condition; null when they have none.</summary>
    private int? Compare(in AnyValue value) => _values.Count > 0 ? Compare(value, _values[0]) : null;

    private static int? Compare(in AnyValue value, in AnyValue other)
    {
        if (value.Kind == AnyValueKind.String && other.Kind == AnyValueKind.String)
        {
            return string.CompareOrdinal(value.StringValue, other.StringValue);
        }

        if (value.Kind == AnyValueKind.Int && other.Kind == AnyValueKind.Int)
        {
            return value.IntValue.CompareTo(other.IntValue);
        }

        return IsNumber(value) && IsNumber(other) && value.TryGetNumber(out double a) && other.TryGetNumber(out double b)
            && !double.IsNaN(a) && !double.IsNaN(b)
            ? a.CompareTo(b)
            : null;
    }

    private static bool IsNumber(in AnyValue value) => value.Kind is AnyValueKind.Int or AnyValueKind.Double;
}
