using System.Diagnostics;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Finds the implementation of a function that answers an instant vector.</summary>
internal static class VectorFunctions
{
    public static List<SeriesColumn> Evaluate(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        string name = call.Function.Name;
        if (MathFunctions.TryGet(name, out Func<double, double>? function))
        {
            return Map(evaluator.Vector(call.Arguments[0], steps), function);
        }

        if (CalendarFunctions.TryGet(name, out Func<DateTime, double>? calendar))
        {
            return Map(
                call.Arguments.Count == 0 ? OfTime(evaluator, steps) : evaluator.Vector(call.Arguments[0], steps),
                value => CalendarFunctions.Apply(calendar, value));
        }

        if (WindowFunctions.TryGet(name, out WindowFunctions.Entry? windowed))
        {
            return WindowFunctions.Evaluate(evaluator, call, steps, windowed);
        }

        return name switch
        {
            "rate" or "increase" or "delta" => RateFunctions.Evaluate(evaluator, call, steps),
            "changes" or "resets" => EventFunctions.Evaluate(evaluator, call, steps),
            "absent" => AbsentFunctions.Absent(evaluator, call, steps),
            "absent_over_time" => AbsentFunctions.AbsentOverTime(evaluator, call, steps),
            "clamp" or "clamp_min" or "clamp_max" => Clamp(evaluator, call, steps),
            "round" => Round(evaluator, call, steps),
            "histogram_fraction" => HistogramFunctions.Fraction(evaluator, call, steps),
            "histogram_quantile" => HistogramFunctions.Quantile(evaluator, call, steps),
            "histogram_quantiles" => HistogramFunctions.ManyQuantiles(evaluator, call, steps),
            "info" => InfoFunction.Evaluate(evaluator, call, steps),
            "label_join" => LabelFunctions.Join(evaluator, call, steps),
            "label_replace" => LabelFunctions.Replace(evaluator, call, steps),
            "sort" or "sort_desc" => SortFunctions.ByValue(evaluator, call, steps),
            "sort_by_label" or "sort_by_label_desc" => SortFunctions.ByLabel(evaluator, call, steps),
            "timestamp" => Timestamp(evaluator, call, steps),
            "vector" => [new SeriesColumn(Labels.Empty, evaluator.Scalar(call.Arguments[0], steps), dropsName: false)],
            _ => throw new UnreachableException($"function {name} has a signature but no implementation"),
        };
    }

    /// <summary>The expression inside any parentheses.</summary>
    public static Expr Unwrap(Expr expr) => expr is ParenExpr paren ? Unwrap(paren.Inner) : expr;

    private static List<SeriesColumn> Map(List<SeriesColumn> columns, Func<double, double> function)
    {
        foreach (SeriesColumn column in columns)
        {
            column.DropsName = true;
            double[] values = column.Values;
            for (int i = 0; i < values.Length; i++)
            {
                if (!SeriesColumn.IsAbsent(values[i]))
                {
                    values[i] = function(values[i]);
                }
            }
        }

        return columns;
    }

    private static List<SeriesColumn> OfTime(Evaluator evaluator, EvaluationSteps steps)
    {
        double[] times = evaluator.Constant(0, steps);
        for (int i = 0; i < times.Length; i++)
        {
            times[i] = steps.TimeAt(i) / 1000.0;
        }

        return [new SeriesColumn(Labels.Empty, times, dropsName: false)];
    }

    private static List<SeriesColumn> Clamp(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        string name = call.Function.Name;
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        double[] first = evaluator.Scalar(call.Arguments[1], steps);
        double[] low = name == "clamp_max" ? evaluator.Constant(double.NegativeInfinity, steps) : first;
        double[] high = name == "clamp" ? evaluator.Scalar(call.Arguments[2], steps)
            : name == "clamp_max" ? first : evaluator.Constant(double.PositiveInfinity, steps);
        foreach (SeriesColumn column in columns)
        {
            column.DropsName = true;
            for (int i = 0; i < column.Values.Length; i++)
            {
                double value = column.Values[i];
                if (!SeriesColumn.IsAbsent(value))
                {
                    column.Values[i] = low[i] > high[i] ? SeriesColumn.Absent : Math.Max(low[i], Math.Min(high[i], value));
                }
            }
        }

        return columns;
    }

    private static List<SeriesColumn> Round(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        double[] nearest = call.Arguments.Count > 1 ? evaluator.Scalar(call.Arguments[1], steps) : evaluator.Constant(1, steps);
        foreach (SeriesColumn column in columns)
        {
            column.DropsName = true;
            for (int i = 0; i < column.Values.Length; i++)
            {
                if (!SeriesColumn.IsAbsent(column.Values[i]))
                {
                    // Dividing by the inverse loses less than multiplying by, say, 0.1.
                    double inverse = 1 / nearest[i];
                    column.Values[i] = Math.Floor((column.Values[i] * inverse) + 0.5) / inverse;
                }
            }
        }

        return columns;
    }

    private static List<SeriesColumn> Timestamp(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        if (Unwrap(call.Arguments[0]) is VectorSelector selector)
        {
            List<SeriesColumn> columns = evaluator.Select(selector, steps, sampleTimes: true);
            foreach (SeriesColumn column in columns)
            {
                column.DropsName = true;
            }

            return columns;
        }

        List<SeriesColumn> evaluated = evaluator.Vector(call.Arguments[0], steps);
        foreach (SeriesColumn column in evaluated)
        {
            column.DropsName = true;
            for (int i = 0; i < column.Values.Length; i++)
            {
                column.Values[i] = SeriesColumn.IsAbsent(column.Values[i]) ? column.Values[i] : steps.TimeAt(i) / 1000.0;
            }
        }

        return evaluated;
    }
}
