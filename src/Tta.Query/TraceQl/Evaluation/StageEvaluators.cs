using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>One step of a compiled pipeline: makes span sets of a trace into others.</summary>
internal abstract class StageEvaluator
{
    public abstract List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool);

    public static StageEvaluator Compile(IPipelineStage stage) => stage switch
    {
        Pipeline pipeline => new PipelineEvaluator(pipeline),
        SpansetFilter filter => new FilterEvaluator(filter),
        SpansetOperation operation => new SpansetOperationEvaluator(operation),
        ScalarFilter filter => new ScalarFilterEvaluator(filter),
        GroupStage group => new GroupEvaluator(group),
        CoalesceStage => new CoalesceEvaluator(),
        _ => new SelectEvaluator(),
    };
}

/// <summary>Steps one after the other.</summary>
internal sealed class PipelineEvaluator : StageEvaluator
{
    private readonly StageEvaluator[] _stages;

    public PipelineEvaluator(Pipeline pipeline)
    {
        _stages = new StageEvaluator[pipeline.Stages.Count];
        for (int i = 0; i < _stages.Length; i++)
        {
            _stages[i] = Compile(pipeline.Stages[i]);
        }
    }

    /// <summary>The span sets of a trace, starting from all its spans.</summary>
    public List<SpanSet> Run(TraceView trace, SpanSetPool pool)
    {
        pool.Reset();
        SpanSet all = pool.RentSet();
        for (int i = 0; i < trace.Count; i++)
        {
            all.Spans.Add(i);
        }

        List<SpanSet> input = pool.RentList();
        input.Add(all);
        return Run(trace, input, pool);
    }

    public override List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool)
    {
        List<SpanSet> sets = input;
        for (int i = 0; i < _stages.Length && sets.Count > 0; i++)
        {
            sets = _stages[i].Run(trace, sets, pool);
        }

        return sets;
    }
}

/// <summary><c>{ condition }</c>.</summary>
internal sealed class FilterEvaluator(SpansetFilter filter) : StageEvaluator
{
    private readonly SpanPredicate? _condition =
        filter.Condition is StaticExpr { Value.IsTrue: true } ? null : FieldCompiler.CompilePredicate(filter.Condition);

    public override List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool)
    {
        if (_condition is null)
        {
            return input;
        }

        List<SpanSet> output = pool.RentList();
        for (int i = 0; i < input.Count; i++)
        {
            SpanSet matching = pool.RentSet(like: input[i]);
            List<int> spans = input[i].Spans;
            for (int j = 0; j < spans.Count; j++)
            {
                if (_condition(trace, spans[j]))
                {
                    matching.Spans.Add(spans[j]);
                }
            }

            if (matching.Spans.Count > 0)
            {
                output.Add(matching);
            }
        }

        return output;
    }
}

/// <summary><c>by(..)</c>.</summary>
internal sealed class GroupEvaluator(GroupStage group) : StageEvaluator
{
    private readonly FieldEvaluator _key = FieldCompiler.Compile(group.Key);
    private readonly string _name = TraceQlPrinter.Print(group);
    private readonly Dictionary<Static, SpanSet> _groups = [];

    public override List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool)
    {
        List<SpanSet> output = pool.RentList();
        for (int i = 0; i < input.Count; i++)
        {
            _groups.Clear();
            List<int> spans = input[i].Spans;
            for (int j = 0; j < spans.Count; j++)
            {
                Static key = _key(trace, spans[j]);
                if (!_groups.TryGetValue(key, out SpanSet? set))
                {
                    set = pool.RentSet(like: input[i]);
                    set.Attributes.Add(new KeyValue(_name, key.ToAnyValue()));
                    _groups.Add(key, set);
                    output.Add(set);
                }

                set.Spans.Add(spans[j]);
            }
        }

        return output;
    }
}

/// <summary><c>coalesce()</c>.</summary>
internal sealed class CoalesceEvaluator : StageEvaluator
{
    public override List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool)
    {
        SpanSet all = pool.RentSet();
        SpanSetMath.Union(input, [], all, pool.Marks(trace.Count));
        List<SpanSet> output = pool.RentList();
        output.Add(all);
        return output;
    }
}

/// <summary><c>select(..)</c>: says what the answer shows, and changes no set.</summary>
internal sealed class SelectEvaluator : StageEvaluator
{
    public override List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool) => input;
}

/// <summary><c>count() &gt; 2</c>.</summary>
internal sealed class ScalarFilterEvaluator : StageEvaluator
{
    private readonly FieldOperator _operator;
    private readonly Static _bound;
    private readonly AggregateEvaluator _aggregate;
    private readonly string _name;

    public ScalarFilterEvaluator(ScalarFilter filter)
    {
        var aggregate = (Aggregate)filter.Left;
        _operator = filter.Operator;
        _bound = ((StaticExpr)filter.Right).Value;
        _aggregate = new AggregateEvaluator(aggregate);
        _name = TraceQlPrinter.Print((IPipelineStage)aggregate);
    }

    public override List<SpanSet> Run(TraceView trace, List<SpanSet> input, SpanSetPool pool)
    {
        List<SpanSet> output = pool.RentList();
        for (int i = 0; i < input.Count; i++)
        {
            Static value = _aggregate.Run(trace, input[i].Spans);
            if (!StaticMath.Apply(_operator, value, _bound).IsTrue)
            {
                continue;
            }

            SpanSet kept = pool.RentSet(like: input[i]);
            kept.Spans.AddRange(input[i].Spans);
            kept.Attributes.Add(new KeyValue(_name, value.ToAnyValue()));
            output.Add(kept);
        }

        return output;
    }
}
