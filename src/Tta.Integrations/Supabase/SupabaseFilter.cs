// Horizontal filtering of PostgREST (https://docs.postgrest.org, "Operators"): column=operator.value.

using System.Globalization;

namespace Tta.Integrations;

/// <summary>A condition on one column. Immutable. Values are quoted as PostgREST wants them; they cannot change the meaning of the request.</summary>
public readonly record struct SupabaseFilter
{
    private SupabaseFilter(string expression) => Expression = expression;

    /// <summary>The condition as PostgREST reads it, not yet escaped for a URL.</summary>
    internal string Expression { get; }

    /// <summary>Equal; null asks for null.</summary>
    /// <param name="value">A string, number, boolean, date or null.</param>
    public static SupabaseFilter EqualTo(object? value) => value is null or bool ? Is(value) : new($"eq.{Text(value)}");

    /// <summary>Not equal; null asks for values that are there.</summary>
    /// <param name="value">A string, number, boolean, date or null.</param>
    public static SupabaseFilter NotEqualTo(object? value) => value is null or bool ? Not(Is(value)) : new($"neq.{Text(value)}");

    /// <summary>Greater.</summary>
    /// <param name="value">A string, number or date.</param>
    public static SupabaseFilter GreaterThan(object value) => new($"gt.{Text(value)}");

    /// <summary>Greater or equal.</summary>
    /// <param name="value">A string, number or date.</param>
    public static SupabaseFilter AtLeast(object value) => new($"gte.{Text(value)}");

    /// <summary>Less.</summary>
    /// <param name="value">A string, number or date.</param>
    public static SupabaseFilter LessThan(object value) => new($"lt.{Text(value)}");

    /// <summary>Less or equal.</summary>
    /// <param name="value">A string, number or date.</param>
    public static SupabaseFilter AtMost(object value) => new($"lte.{Text(value)}");

    /// <summary>Matches a pattern with <c>*</c> for any characters; case counts.</summary>
    /// <param name="pattern">The pattern.</param>
    public static SupabaseFilter Like(string pattern) => new($"like.{pattern}");

    /// <summary>Matches a pattern with <c>*</c> for any characters; case does not count.</summary>
    /// <param name="pattern">The pattern.</param>
    public static SupabaseFilter LikeIgnoringCase(string pattern) => new($"ilike.{pattern}");

    /// <summary>One of some values. No values match no row.</summary>
    /// <param name="values">Strings, numbers or dates.</param>
    public static SupabaseFilter In(params IEnumerable<object> values) => new($"in.({string.Join(',', values.Select(Quoted))})");

    /// <summary>The opposite.</summary>
    /// <param name="filter">A condition.</param>
    public static SupabaseFilter Not(SupabaseFilter filter) => new($"not.{filter.Expression}");

    private static SupabaseFilter Is(object? value) => new(value switch { null => "is.null", true => "is.true", _ => "is.false" });

    private static string Text(object? value) => value switch
    {
        DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
        DateTime time => time.ToString("O", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("O", CultureInfo.InvariantCulture),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value?.ToString() ?? "",
    };

    // Inside a list commas and brackets have a meaning of their own.
    private static string Quoted(object value)
        => $"\"{Text(value).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
