using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>A condition on a number, brought to whole numbers once.</summary>
internal static class NumberTest
{
    public static IRowTest Of(LlmCondition condition, NumberSource source)
    {
        decimal bound = condition.Number * source.Scale;
        bool isWhole = decimal.Truncate(bound) == bound && Math.Abs(bound) < 9e18m;
        (long from, long to) = condition.Operator switch // Scaled numbers that satisfy it, both inclusive.
        {
            LlmOperator.Greater => ((long)Bounded(decimal.Floor(bound) + 1), long.MaxValue),
            LlmOperator.GreaterOrEqual => ((long)Bounded(decimal.Ceiling(bound)), long.MaxValue),
            LlmOperator.Less => (long.MinValue + 2, (long)Bounded(decimal.Ceiling(bound) - 1)),
            LlmOperator.LessOrEqual => (long.MinValue + 2, (long)Bounded(decimal.Floor(bound))),
            LlmOperator.Equal when isWhole => ((long)bound, (long)bound),
            _ => (1, 0),
        };
        bool isRange = condition.Operator is LlmOperator.Greater or LlmOperator.GreaterOrEqual or LlmOperator.Less or LlmOperator.LessOrEqual or LlmOperator.Equal;
        return new RowTest(row =>
        {
            long value = source.Read(row);
            return isRange && value != NumberSource.Inexact
                ? value != NumberSource.Unknown && value >= from && value <= to
                : TextTest.Holds(condition, source.Exact(row));
        });
    }

    private static decimal Bounded(decimal value) => Math.Clamp(value, -9e18m, 9e18m);
}
