using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Tells whether a value satisfies a condition that <see cref="FieldTable"/> has checked.</summary>
internal static class TextTest
{
    public static bool Holds(LlmCondition condition, string? text) => condition.Operator switch
    {
        LlmOperator.IsNull => string.IsNullOrEmpty(text),
        LlmOperator.IsNotNull => !string.IsNullOrEmpty(text),
        LlmOperator.Equal => text is not null && IsEqual(text, condition.Texts[0]),
        LlmOperator.NotEqual => text is null || !IsEqual(text, condition.Texts[0]),
        LlmOperator.Contains => text is not null && text.Contains(condition.Texts[0], StringComparison.Ordinal),
        LlmOperator.NotContains => text is null || !text.Contains(condition.Texts[0], StringComparison.Ordinal),
        LlmOperator.StartsWith => text is not null && text.StartsWith(condition.Texts[0], StringComparison.Ordinal),
        LlmOperator.EndsWith => text is not null && text.EndsWith(condition.Texts[0], StringComparison.Ordinal),
        LlmOperator.AnyOf => text is not null && IsAmong(text, condition.Texts),
        _ => text is null || !IsAmong(text, condition.Texts),
    };

    public static bool Holds(LlmCondition condition, IReadOnlyList<string> texts) => condition.Operator switch
    {
        LlmOperator.IsNull => texts.Count == 0,
        LlmOperator.IsNotNull => texts.Count > 0,
        LlmOperator.AnyOf or LlmOperator.Equal or LlmOperator.Contains => CountAmong(texts, condition.Texts) > 0,
        LlmOperator.AllOf => CountAmong(condition.Texts, texts) == condition.Texts.Count,
        _ => CountAmong(texts, condition.Texts) == 0,
    };

    public static bool Holds(LlmCondition condition, decimal? number) => condition.Operator switch
    {
        LlmOperator.IsNull => number is null,
        LlmOperator.IsNotNull => number is not null,
        LlmOperator.NotEqual => number is null || number != condition.Number,
        _ when number is null => false,
        LlmOperator.Equal => number == condition.Number,
        LlmOperator.Greater => number > condition.Number,
        LlmOperator.GreaterOrEqual => number >= condition.Number,
        LlmOperator.Less => number < condition.Number,
        _ => number <= condition.Number,
    };

    private static bool IsEqual(string text, string other) => string.Equals(text, other, StringComparison.Ordinal);

    private static bool IsAmong(string text, IReadOnlyList<string> texts)
    {
        for (int i = 0; i < texts.Count; i++)
        {
            if (IsEqual(text, texts[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static int CountAmong(IReadOnlyList<string> texts, IReadOnlyList<string> others)
    {
        int count = 0;
        for (int i = 0; i < texts.Count; i++)
        {
            count += IsAmong(texts[i], others) ? 1 : 0;
        }

        return count;
    }
}
