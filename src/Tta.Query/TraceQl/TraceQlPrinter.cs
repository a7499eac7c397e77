using System.Globalization;
using System.Text;

namespace Tta.Query.TraceQl;

/// <summary>Canonical texts of queries, as Tempo prints them.</summary>
internal static class TraceQlPrinter
{
    public static string Print(TraceQlQuery query)
    {
        string text = query.Pipeline is IPipelineStage pipeline ? Print(pipeline) : Print(query.Metrics!);
        return query.Hints.Count == 0 ? text : $"{text} with({Join(query.Hints, ",", static hint => $"{hint.Name}={hint.Value}")})";
    }

    public static string Print(FieldExpr expr) => expr switch
    {
        StaticExpr literal => literal.Value.ToString(),
        FieldReference reference => reference.Field.ToString(),
        BinaryFieldExpr binary => $"{Wrap(binary.Left)} {binary.Operator.Text()} {Wrap(binary.Right)}",
        UnaryFieldExpr { Operator: FieldOperator.Exists or FieldOperator.NotExists } unary => $"{Wrap(unary.Inner)} {unary.Operator.Text()}",
        UnaryFieldExpr unary => unary.Operator.Text() + Wrap(unary.Inner),
        ContainsExpr contains => $"{contains.Field} CONTAINS {Static.From(contains.Text)}",
        _ => throw new InvalidOperationException($"no text for {expr.GetType()}"),
    };

    public static string Print(IPipelineStage stage) => stage switch
    {
        Pipeline pipeline => Join(pipeline.Stages, "|", static inner => Print(inner)),
        SpansetFilter filter => $"{{ {filter.Condition} }}",
        SpansetOperation operation => $"({Print(operation.Left)}) {operation.Operator} ({Print(operation.Right)})",
        ScalarFilter filter => $"{Wrap(filter.Left)} {filter.Operator.Text()} {Wrap(filter.Right)}",
        GroupStage group => $"by({group.Key})",
        CoalesceStage => "coalesce()",
        SelectStage select => $"select({Join(select.Fields, ", ", static field => field.ToString())})",
        Aggregate aggregate => $"{NameOf(aggregate.Function)}({aggregate.Argument})",
        _ => throw new InvalidOperationException($"no text for {stage.GetType()}"),
    };

    public static string PrintScalar(IScalarExpr scalar) => scalar switch
    {
        StaticExpr literal => literal.Value.ToString(),
        ScalarOperation operation => $"{Wrap(operation.Left)} {operation.Operator.Text()} {Wrap(operation.Right)}",
        _ => Print((IPipelineStage)scalar),
    };

    public static string Print(MetricsExpr expr)
    {
        string text = expr switch
        {
            MetricsQuery query => $"{Print((IPipelineStage)query.Pipeline)} | {Print(query.Function)}",
            MetricsOperation operation => $"({Print(operation.Left)}) {operation.Operator.Text()} ({Print(operation.Right)})",
            _ => throw new InvalidOperationException($"no text for {expr.GetType()}"),
        };
        for (int i = 0; i < expr.Stages.Count; i++)
        {
            text = expr.Stages[i] switch
            {
                RankStage rank => string.Create(CultureInfo.InvariantCulture, $"{text} | {(rank.Largest ? "topk" : "bottomk")}({rank.Count})"),
                ThresholdStage threshold => $"{text} {threshold.Operator.Text()} {Number(threshold.Value)}",
                ArithmeticStage { ValueOnLeft: true } stage => $"{Number(stage.Value)} {stage.Operator.Text()} ({text})",
                ArithmeticStage stage => $"({text}) {stage.Operator.Text()} {Number(stage.Value)}",
                _ => text,
            };
        }

        return text;
    }

    private static string Print(MetricsFunction function)
    {
        var text = new StringBuilder(function.Name).Append('(');
        if (function.Selection is { } selection)
        {
            text.Append(Print(selection));
            bool hasWindow = function.SelectionEndNs != 0 || function.SelectionStartNs != 0;
            text.Append(CultureInfo.InvariantCulture, $"{(hasWindow || function.TopN != MetricsFunction.DefaultTopN ? $",{function.TopN}" : "")}");
            text.Append(hasWindow ? string.Create(CultureInfo.InvariantCulture, $",{function.SelectionStartNs},{function.SelectionEndNs}") : "");
        }

        text.Append(function.Field);
        for (int i = 0; i < function.Quantiles.Count; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $",{function.Quantiles[i]:F5}");
        }

        text.Append(')');
        return function.By.Count == 0 ? text.ToString() : $"{text}by({Join(function.By, ",", static field => field.ToString())})";
    }

    private static string NameOf(AggregateFunction function) => function switch
    {
        AggregateFunction.Count => "count",
        AggregateFunction.Max => "max",
        AggregateFunction.Min => "min",
        AggregateFunction.Sum => "sum",
        _ => "avg",
    };

    // Whole numbers without a fraction.
    private static string Number(double value) =>
        Math.Abs(value) < long.MaxValue && value == Math.Truncate(value)
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : GoText.Shortest(value);

    private static string Wrap(FieldExpr expr) => expr is StaticExpr or FieldReference ? Print(expr) : $"({Print(expr)})";

    private static string Wrap(IScalarExpr scalar) => scalar is StaticExpr ? PrintScalar(scalar) : $"({PrintScalar(scalar)})";

    private static string Join<T>(IReadOnlyList<T> items, string separator, Func<T, string> print)
    {
        var text = new StringBuilder();
        for (int i = 0; i < items.Count; i++)
        {
            text.Append(i == 0 ? "" : separator).Append(print(items[i]));
        }

        return text.ToString();
    }
}
