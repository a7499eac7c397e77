namespace Tta.Query.TraceQl;

/// <summary>Two span sets of a trace put together.</summary>
internal sealed class SpansetOperationEvaluator(SpansetOperation operation) : StageEvaluator
{
    private readonly SpansetOperator _operator = operation.Operator;
    private readonly StageEvaluator _left = Compile(operation.Left);
    private readonly StageEvaluator _right = Compile(operation.Right);

    public override List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool)
    {
        List<SpanSet> output = pool.RentList();
        for (int i = 0; i < input.Count; i++)
        {
            List<SpanSet> single = pool.RentList();
            single.Add(input[i]);
            List<SpanSet> left = _left.Run(trace, single, pool);
            List<SpanSet> right = _right.Run(trace, single, pool);
            SpanSet result = pool.RentSet(like: input[i]);
            Combine(trace, left, right, result, pool);
            if (result.Spans.Count > 0)
            {
                output.Add(result);
            }
        }

        return output;
    }

    private void Combine(TraceView trace, List<SpanSet> left, List<SpanSet> right, SpanSet result, SpanSetPool pool)
    {
        if (_operator.IsStructural)
        {
            if (left.Count > 1 || right.Count > 1)
            {
                throw new TraceQlExecutionException(
                    "spanset operators are not supported for multiple spansets per trace. consider using coalesce()");
            }

            SpanSetMath.Relate(_operator, left, right, trace.Structure, result, pool.Marks(trace.Count));
        }
        else if (_operator.Relation == SpansetRelation.Or || (left.Count > 0 && right.Count > 0))
        {
            SpanSetMath.Union(left, right, result, pool.Marks(trace.Count));
        }
    }
}
