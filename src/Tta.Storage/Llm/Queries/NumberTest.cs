using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>A condition on a number, brought to whole numbers once.</summary>
internal sealed class NumberTest : IRowTest
{
    private readonly LlmCondition _condition;
    private readonly NumberSource _source;
    private readonly long _from; // Scaled numbers that satisfy it, both inclusive.
    private readonly long _to;
    private readonly bool _isRange;
    private readonly long[] _values = new long[RowScan.BatchRows];

    public NumberTest(LlmCondition condition, NumberSource source)
    {
        _condition = condition;
        _source = source;
        decimal bound = condition.Number * source.Scale;
        bool isWhole = decimal.Truncate(bound) == bound && Math.Abs(bound) < 9e18m;
        (_from, _to) = condition.Operator switch
        {
            LlmOperator.Greater => ((long)Bounded(decimal.Floor(bound) + 1), long.MaxValue),
            LlmOperator.GreaterOrEqual => ((long)Bounded(decimal.Ceiling(bound)), long.MaxValue),
            LlmOperator.Less => (long.MinValue + 2, (long)Bounded(decimal.Ceiling(bound) - 1)),
            LlmOperator.LessOrEqual => (long.MinValue + 2, (long)Bounded(decimal.Floor(bound))),
            LlmOperator.Equal when isWhole => ((long)bound, (long)bound),
            _ => (1, 0),
        };
        _isRange = condition.Operator is LlmOperator.Greater or LlmOperator.GreaterOrEqual or LlmOperator.Less or LlmOperator.LessOrEqual or LlmOperator.Equal;
    }

    public int Narrow(Span<int> rows)
    {
        Span<long> values = _values.AsSpan(0, rows.Length);
        _source.Read(rows, values);
        int count = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            long value = values[i];
            bool holds = _isRange && value != NumberSource.Inexact
                ? value != NumberSource.Unknown && value >= _from && value <= _to
                : TextTest.Holds(_condition, _source.Exact(rows[i]));
            rows[count] = rows[i];
            count += holds ? 1 : 0;
        }

        return count;
    }

    private static decimal Bounded(decimal value) => Math.Clamp(value, -9e18m, 9e18m);
}
