using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>
/// Makes chains of comparisons of one field into one comparison with a list: <c>.a = 1 || .a = 2</c> becomes <c>.a IN [1, 2]</c>. The meaning
/// stays; stores can look the values up, and the field is read once.
/// </summary>
internal static class TraceQlRewriter
{
    private const string SkipHint = "skip_ast_transformations";

    public static TraceQlQuery Rewrite(TraceQlQuery query)
    {
        string skip = query.HintOf(SkipHint).Text;
        foreach (Range part in skip.AsSpan().Split(','))
        {
            if (skip.AsSpan(part).Trim() is "or_to_in" or "all")
            {
                return query;
            }
        }

        TraceQlQuery rewritten = query.Pipeline is { } pipeline
            ? new TraceQlQuery(Rewrite(pipeline))
            : new TraceQlQuery(Rewrite(query.Metrics!));
        return rewritten.With(query.Hints);
    }

    public static FieldExpr Rewrite(FieldExpr expr)
    {
        switch (expr)
        {
            case UnaryFieldExpr unary:
                return new UnaryFieldExpr(unary.Operator, Rewrite(unary.Inner));
            case BinaryFieldExpr binary:
                FieldExpr left = Rewrite(binary.Left);
                FieldExpr right = Rewrite(binary.Right);
                return binary.Operator switch
                {
                    FieldOperator.Or => Join(left, right, FieldOperator.Equal, FieldOperator.In)
                        ?? Join(left, right, FieldOperator.Regex, FieldOperator.MatchAny),
                    FieldOperator.And => Join(left, right, FieldOperator.NotEqual, FieldOperator.NotIn)
                        ?? Join(left, right, FieldOperator.NotRegex, FieldOperator.MatchNone),
                    _ => null,
                } ?? new BinaryFieldExpr(binary.Operator, left, right);
            default:
                return expr;
        }
    }

    private static MetricsExpr Rewrite(MetricsExpr expr) => expr switch
    {
        MetricsQuery query => new MetricsQuery(Rewrite(query.Pipeline), query.Function, query.Stages),
        MetricsOperation operation =>
            new MetricsOperation(operation.Operator, Rewrite(operation.Left), Rewrite(operation.Right), operation.Stages),
        _ => expr,
    };

    private static Pipeline Rewrite(Pipeline pipeline)
    {
        var stages = new IPipelineStage[pipeline.Stages.Count];
        for (int i = 0; i < stages.Length; i++)
        {
            stages[i] = Rewrite(pipeline.Stages[i]);
        }

        return new Pipeline(stages);
    }

    private static IPipelineStage Rewrite(IPipelineStage stage) => stage switch
    {
        ISpansetExpr spanset => Rewrite(spanset),
        GroupStage group => new GroupStage(Rewrite(group.Key)),
        Aggregate aggregate => Rewrite(aggregate),
        _ => stage,
    };

    private static ISpansetExpr Rewrite(ISpansetExpr spanset) => spanset switch
    {
        Pipeline pipeline => Rewrite(pipeline),
        SpansetFilter filter => new SpansetFilter(Rewrite(filter.Condition)),
        SpansetOperation operation => new SpansetOperation(operation.Operator, Rewrite(operation.Left), Rewrite(operation.Right)),
        ScalarFilter filter => new ScalarFilter(filter.Operator, Rewrite(filter.Left), Rewrite(filter.Right)),
        _ => spanset,
    };

    private static IScalarExpr Rewrite(IScalarExpr scalar) => scalar switch
    {
        Pipeline pipeline => Rewrite(pipeline),
        Aggregate aggregate => Rewrite(aggregate),
        ScalarOperation operation => new ScalarOperation(operation.Operator, Rewrite(operation.Left), Rewrite(operation.Right)),
        _ => scalar,
    };

    private static Aggregate Rewrite(Aggregate aggregate) =>
        aggregate.Argument is { } argument ? new Aggregate(aggregate.Function, Rewrite(argument)) : aggregate;

    private static BinaryFieldExpr? Join(FieldExpr left, FieldExpr right, FieldOperator single, FieldOperator list)
    {
        if (!TrySplit(left, single, list, out TraceField field, out Static first)
            || !TrySplit(right, single, list, out TraceField other, out Static second)
            || field != other
            || TypeOfElements(first) is not { } type
            || TypeOfElements(second) != type)
        {
            return null;
        }

        var elements = new List<AnyValue>();
        AddElements(first, elements);
        AddElements(second, elements);
        return new BinaryFieldExpr(list, new FieldReference(field), new StaticExpr(Static.From(elements)));
    }

    private static bool TrySplit(FieldExpr expr, FieldOperator single, FieldOperator list, out TraceField field, out Static value)
    {
        (field, value) = expr switch
        {
            BinaryFieldExpr { Left: FieldReference left, Right: StaticExpr right } => (left.Field, right.Value),
            BinaryFieldExpr { Left: StaticExpr left, Right: FieldReference right } => (right.Field, left.Value),
            _ => default,
        };
        return expr is BinaryFieldExpr binary && (binary.Operator == single || binary.Operator == list) && !value.IsNil;
    }

    // Only values that a list can hold; status, kind and durations have none.
    private static StaticType? TypeOfElements(in Static value) => value.Type switch
    {
        StaticType.Int or StaticType.IntArray => StaticType.Int,
        StaticType.Float or StaticType.FloatArray => StaticType.Float,
        StaticType.String or StaticType.StringArray => StaticType.String,
        StaticType.Boolean or StaticType.BooleanArray => StaticType.Boolean,
        _ => null,
    };

    private static void AddElements(in Static value, List<AnyValue> elements)
    {
        if (value.Type.IsArray())
        {
            elements.AddRange(value.Elements);
        }
        else
        {
            elements.Add(value.ToAnyValue());
        }
    }
}
