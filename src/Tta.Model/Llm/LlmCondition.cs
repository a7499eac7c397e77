namespace Tta.Model;

/// <summary>One condition of a query. Immutable.</summary>
/// <param name="Field">What is asked.</param>
/// <param name="Operator">How it compares.</param>
public sealed record LlmCondition(LlmField Field, LlmOperator Operator)
{
    /// <summary>Member of the metadata, for <see cref="LlmField.Metadata"/>; dots lead into nested objects.</summary>
    public string? Key { get; init; }

    /// <summary>Values of a text field: one, or several for any of, none of and all of.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];

    /// <summary>Value of a number field: in the unit of the field, times in Unix nanoseconds.</summary>
    public decimal Number { get; init; }

    /// <summary>A condition on a text.</summary>
    public static LlmCondition Text(LlmField field, string value, LlmOperator op = LlmOperator.Equal) => new(field, op) { Texts = [value] };

    /// <summary>A condition that the text is one of some.</summary>
    public static LlmCondition AnyOf(LlmField field, params IReadOnlyList<string> values) => new(field, LlmOperator.AnyOf) { Texts = values };

    /// <summary>A condition on a number.</summary>
    public static LlmCondition Than(LlmField field, LlmOperator op, decimal value) => new(field, op) { Number = value };
}
