// Spec: Tempo 3, pkg/traceql/ast_validate.go (which queries are valid, and what is said about the others).
using System.Globalization;
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Finds what is wrong with a parsed query, first things first.</summary>
internal static class TraceQlValidator
{
    private const int MaxGroupFields = 5;
    private const int MaxCompareTopN = 1_000;

    /// <exception cref="TraceQlParseException">The query is invalid or unsupported.</exception>
    public static void ThrowIfInvalid(TraceQlQuery query)
    {
        if ((query.Pipeline is IPipelineStage pipeline ? Check(pipeline) : Check(query.Metrics!)) is { } problem)
        {
            throw new TraceQlParseException(problem.Kind, problem.Detail);
        }
    }

    public static QueryProblem? Check(IPipelineStage stage) => stage switch
    {
        Pipeline pipeline => CheckAll(pipeline.Stages),
        SpansetFilter filter => Check(filter),
        SpansetOperation operation => Check(operation.Left) ?? Check(operation.Right),
        ScalarFilter filter => Check(filter),
        GroupStage group => group.Key.ReferencesSpan
            ? Check(group.Key)
            : QueryProblem.Invalid($"grouping field expressions must reference the span: {TraceQlPrinter.Print(group)}"),
        SelectStage select => CheckAll(select.Fields),
        Aggregate aggregate => Check(aggregate),
        _ => null,
    };

    public static QueryProblem? Check(FieldExpr expr) => expr switch
    {
        FieldReference reference => Check(reference.Field),
        UnaryFieldExpr unary => Check(unary.Inner) ?? CheckOperator(unary),
        BinaryFieldExpr binary => Check(binary.Left) ?? Check(binary.Right) ?? CheckOperator(binary),
        _ => null,
    };

    private static QueryProblem? CheckAll(IReadOnlyList<IPipelineStage> stages)
    {
        QueryProblem? problem = null;
        for (int i = 0; i < stages.Count && problem is null; i++)
        {
            problem = Check(stages[i]);
        }

        return problem;
    }

    private static QueryProblem? CheckAll(IReadOnlyList<TraceField> fields)
    {
        QueryProblem? problem = null;
        for (int i = 0; i < fields.Count && problem is null; i++)
        {
            problem = Check(fields[i]);
        }

        return problem;
    }

    private static QueryProblem? Check(TraceField field) =>
        field.OfParent ? QueryProblem.Unsupported("parent")
        : field.Intrinsic == Intrinsic.Parent ? QueryProblem.Unsupported("intrinsic (parent)")
        : null;

    private static QueryProblem? Check(SpansetFilter filter) =>
        Check(filter.Condition)
        ?? (filter.Condition.ImpliedType is StaticType.Attribute or StaticType.Boolean
            ? null
            : QueryProblem.Invalid($"span filter field expressions must resolve to a boolean: {TraceQlPrinter.Print(filter)}"));

    private static QueryProblem? CheckOperator(UnaryFieldExpr unary)
    {
        if (unary.Operator == FieldOperator.NotExists && unary.Inner is FieldReference { Field: { } field })
        {
            if (field.IsIntrinsic)
            {
                return QueryProblem.Invalid($"{field}=nil is not valid because intrinsics cannot be nil");
            }

            if (field is { Scope: SpanFieldScope.Resource, Name: "service.name" })
            {
                return QueryProblem.Invalid($"{field}=nil is not valid because resource.service.name cannot be nil");
            }
        }

        return unary.Operator.AcceptsOnly(unary.Inner.ImpliedType)
            ? null
            : QueryProblem.Invalid($"illegal operation for the given type: {unary}");
    }

    private static QueryProblem? CheckOperator(BinaryFieldExpr binary) =>
        CheckTypes(binary.Operator, binary.Left.ImpliedType, binary.Right.ImpliedType, binary)
        ?? (binary.Operator is FieldOperator.Regex or FieldOperator.NotRegex ? CheckRegex(binary) : null);

    private static QueryProblem? CheckTypes(FieldOperator op, StaticType left, StaticType right, object shown) =>
        !left.GoesWith(right) ? QueryProblem.Invalid($"binary operations must operate on the same type: {shown}")
        : !op.AcceptsOperand(left) || !op.AcceptsOperand(right) ? QueryProblem.Invalid($"illegal operation for the given types: {shown}")
        : null;

    private static QueryProblem? CheckRegex(BinaryFieldExpr binary)
    {
        if (binary.Right is not StaticExpr { Value.Type: StaticType.String } pattern)
        {
            return QueryProblem.Invalid($"invalid type for =~ or !~: {binary.Right}");
        }

        try
        {
            LinearRegex.Anchored(pattern.Value.Text);
            return null;
        }
        catch (ArgumentException e)
        {
            return QueryProblem.Invalid($"invalid regex: {binary.Right}: {e.Message}");
        }
    }

    private static QueryProblem? Check(Aggregate aggregate)
    {
        if (aggregate.Argument is not { } argument)
        {
            return null;
        }

        if (Check(argument) is { } problem)
        {
            return problem;
        }

        return argument.ImpliedType != StaticType.Attribute && !argument.ImpliedType.IsNumeric()
            ? QueryProblem.Invalid($"aggregate field expressions must resolve to a number type: {TraceQlPrinter.Print((IPipelineStage)aggregate)}")
            : argument.ReferencesSpan ? null
            : QueryProblem.Invalid($"aggregate field expressions must reference the span: {TraceQlPrinter.Print((IPipelineStage)aggregate)}");
    }

    private static QueryProblem? CheckScalar(IScalarExpr scalar) => scalar switch
    {
        Aggregate aggregate => Check(aggregate),
        Pipeline pipeline => CheckAll(pipeline.Stages),
        ScalarOperation operation => CheckScalar(operation.Left) ?? CheckScalar(operation.Right)
            ?? CheckTypes(operation.Operator, operation.Left.ImpliedType, operation.Right.ImpliedType, TraceQlPrinter.PrintScalar(operation)),
        _ => null,
    };

    private static QueryProblem? Check(ScalarFilter filter) =>
        CheckScalar(filter.Left)
        ?? CheckScalar(filter.Right)
        ?? CheckTypes(filter.Operator, filter.Left.ImpliedType, filter.Right.ImpliedType, TraceQlPrinter.Print(filter))
        ?? (filter.Left is Aggregate && filter.Right is StaticExpr
            ? null
            : QueryProblem.Unsupported($"a comparison of other than an aggregate with a number: {TraceQlPrinter.Print(filter)}"));

    private static QueryProblem? Check(MetricsExpr expr) =>
        expr switch
        {
            MetricsQuery query => Check((IPipelineStage)query.Pipeline) ?? Check(query.Function),
            MetricsOperation operation => Check(operation.Left) ?? Check(operation.Right),
            _ => null,
        }
        ?? CheckStages(expr.Stages)
        ?? CheckComparesAlone(expr);

    private static QueryProblem? CheckStages(IReadOnlyList<MetricsStage> stages)
    {
        for (int i = 0; i < stages.Count; i++)
        {
            if (stages[i] is RankStage { Count: <= 0 })
            {
                return QueryProblem.Invalid("limit must be greater than 0");
            }
        }

        return null;
    }

    private static QueryProblem? CheckComparesAlone(MetricsExpr expr)
    {
        bool isAlone = expr switch
        {
            MetricsQuery query => query.Function.Kind != MetricsFunctionKind.Compare || query.Stages.Count == 0,
            MetricsOperation operation => !HasCompare(operation.Left) && !HasCompare(operation.Right),
            _ => true,
        };
        return isAlone ? null : QueryProblem.Invalid("`compare()` cannot be used with second stage functions");
    }

    private static bool HasCompare(MetricsExpr expr) => expr switch
    {
        MetricsQuery query => query.Function.Kind == MetricsFunctionKind.Compare,
        MetricsOperation operation => HasCompare(operation.Left) || HasCompare(operation.Right),
        _ => false,
    };

    private static QueryProblem? Check(MetricsFunction function)
    {
        if (function.Kind == MetricsFunctionKind.Compare)
        {
            return Check(function.Selection!) ?? CheckCompare(function);
        }

        // Quantiles and histograms need one label for themselves.
        bool hasBuckets = function.Kind is MetricsFunctionKind.QuantileOverTime or MetricsFunctionKind.HistogramOverTime;
        if (function.By.Count > (hasBuckets ? MaxGroupFields - 1 : MaxGroupFields))
        {
            return QueryProblem.Unsupported(string.Create(CultureInfo.InvariantCulture, $"metrics group by {function.By.Count} values"));
        }

        for (int i = 0; i < function.Quantiles.Count; i++)
        {
            if (function.Quantiles[i] is not (>= 0 and <= 1))
            {
                return QueryProblem.Invalid($"quantile must be between 0 and 1: {GoText.Shortest(function.Quantiles[i])}");
            }
        }

        return (function.Field is { } field ? Check(field) : null) ?? CheckAll(function.By);
    }

    private static QueryProblem? CheckCompare(MetricsFunction compare)
    {
        if (compare.TopN is not (> 0 and <= MaxCompareTopN))
        {
            return QueryProblem.Invalid("compare() top number of values must be an integer between 1 and 1000");
        }

        bool hasWindow = compare.SelectionStartNs != 0 || compare.SelectionEndNs != 0;
        return !hasWindow ? null
            : compare.SelectionStartNs <= 0 || compare.SelectionEndNs <= 0
                ? QueryProblem.Invalid("compare() timestamps must be positive integer unix nanoseconds")
            : compare.SelectionEndNs <= compare.SelectionStartNs
                ? QueryProblem.Invalid("compare() end timestamp must be greater than start timestamp")
            : null;
    }
}
