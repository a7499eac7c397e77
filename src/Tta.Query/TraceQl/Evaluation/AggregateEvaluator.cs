// Spec: Tempo 3, pkg/traceql/ast_execute.go (Aggregate). Differences: values that are no numbers are left out; numbers of different types
// are added up as floats.
namespace Tta.Query.TraceQl;

/// <summary>A number of a span set.</summary>
internal sealed class AggregateEvaluator(Aggregate aggregate)
{
    private readonly AggregateFunction _function = aggregate.Function;
    private readonly FieldEvaluator? _argument = aggregate.Argument is { } argument ? FieldCompiler.Compile(argument) : null;

    /// <summary>The value; nil when no span has one.</summary>
    public Static Run(TraceView trace, List<int> spans)
    {
        if (_argument is null)
        {
            return Static.From((long)spans.Count);
        }

        Static result = Static.Nil;
        long count = 0;
        for (int i = 0; i < spans.Count; i++)
        {
            Static value = _argument(trace, spans[i]);
            if (!value.Type.IsNumeric())
            {
                continue;
            }

            count++;
            result = result.IsNil ? value : _function switch
            {
                AggregateFunction.Max => StaticMath.Order(value, result) > 0 ? value : result,
                AggregateFunction.Min => StaticMath.Order(value, result) < 0 ? value : result,
                _ => Sum(result, value),
            };
        }

        return _function == AggregateFunction.Avg && count > 0 ? Divide(result, count) : result;
    }

    private static Static Sum(in Static left, in Static right) => (left.Type, right.Type) switch
    {
        (StaticType.Int, StaticType.Int) => Static.From(unchecked(left.Bits + right.Bits)),
        (StaticType.Duration, StaticType.Duration) => Static.Duration(unchecked(left.Bits + right.Bits)),
        _ => Static.From(left.Number + right.Number),
    };

    private static Static Divide(in Static sum, long count) => sum.Type == StaticType.Duration
        ? Static.Duration(sum.Bits / count)
        : Static.From(sum.Number / count);
}
