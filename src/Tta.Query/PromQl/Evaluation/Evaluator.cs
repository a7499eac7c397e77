using System.Diagnostics;
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>
/// Evaluates each node over all steps at once. Every method returns columns that belong to the caller, who may change them in place.
/// </summary>
internal sealed partial class Evaluator(
    QueryContext context, LoadedSelectors data, HashSet<Expr> stepInvariant, ILeafSource? leaves = null)
{
    public QueryContext Context { get; } = context;

    public double[] Scalar(Expr expr, EvaluationSteps steps)
    {
        switch (expr)
        {
            case ParenExpr paren:
                return Scalar(paren.Inner, steps);
            case NumberLiteral number:
                return Constant(number.Value, steps);
            case UnaryExpr unary:
                return Negate(Scalar(unary.Inner, steps), unary.IsNegative);
            case BinaryExpr binary:
                double[] left = Scalar(binary.Left, steps);
                double[] right = Scalar(binary.Right, steps);
                for (int i = 0; i < left.Length; i++)
                {
                    left[i] = Context.Compute(binary.Op, left[i], right[i]);
                }

                return left;
            case Call call:
                return ScalarFunctions.Evaluate(this, call, steps);
            default:
                throw new UnreachableException($"{expr.GetType().Name} is not a scalar");
        }
    }

    public List<SeriesColumn> Vector(Expr expr, EvaluationSteps steps)
    {
        if (steps.Count == 0)
        {
            return [];
        }

        if (steps.Count > 1 && stepInvariant.Contains(expr))
        {
            return Repeat(Vector(expr, EvaluationSteps.Single(steps.StartMs)), steps.Count);
        }

        switch (expr)
        {
            case ParenExpr paren:
                return Vector(paren.Inner, steps);
            case VectorSelector selector:
                return Select(selector, steps, sampleTimes: false);
            case UnaryExpr unary:
                List<SeriesColumn> columns = Vector(unary.Inner, steps);
                foreach (SeriesColumn column in columns)
                {
                    Negate(column.Values, unary.IsNegative);
                    column.DropsName |= unary.IsNegative;
                }

                return columns;
            case AggregateExpr aggregate:
                return new Aggregation(this, aggregate, steps).Evaluate();
            case BinaryExpr binary:
                return VectorBinary(binary, steps);
            case Call call:
                return VectorFunctions.Evaluate(this, call, steps);
            case LeafExpr leaf when leaves is not null:
                return leaves.Evaluate(leaf, steps);
            default:
                throw new UnreachableException($"{expr.GetType().Name} is not an instant vector");
        }
    }

    /// <summary>The newest sample of each series at each step, or its time in seconds.</summary>
    public List<SeriesColumn> Select(VectorSelector selector, EvaluationSteps steps, bool sampleTimes)
    {
        long offsetMs = Context.DurationMs(selector.Offset);
        long? fixedMs = Context.TimeOf(selector.At);
        var columns = new List<SeriesColumn>();
        double[]? spare = null;
        foreach (SeriesSamples series in data[selector].Set!.Series)
        {
            double[] values = spare ?? Context.Budget.TakeColumn(steps.Count);
            spare = null;
            bool any = FillNewest(series, steps, offsetMs, fixedMs, sampleTimes, values);
            if (any && selector.Extension == RangeExtension.Smoothed && !sampleTimes)
            {
                Smooth(series, steps, offsetMs, fixedMs, values);
            }

            if (any)
            {
                columns.Add(new SeriesColumn(series.Labels, values, dropsName: false));
            }
            else
            {
                spare = values;
            }
        }

        return columns;
    }

    /// <summary>The times of the samples of the info series that a call of info reads.</summary>
    public List<SeriesColumn> SelectInfo(Call call, EvaluationSteps steps)
    {
        (long offsetMs, long? fixedMs) = InfoFunction.TimeOf(Context, call.Arguments[0]);
        var columns = new List<SeriesColumn>();
        foreach (SeriesSamples series in data[call].Set!.Series)
        {
            double[] times = Context.Budget.TakeColumn(steps.Count);
            if (FillNewest(series, steps, offsetMs, fixedMs, sampleTimes: true, times))
            {
                columns.Add(new SeriesColumn(series.Labels, times, dropsName: false));
            }
        }

        return columns;
    }

    /// <summary>The windows of a range selector or subquery.</summary>
    public WindowedSeries Windows(Expr expr, EvaluationSteps steps)
    {
        switch (expr)
        {
            case ParenExpr paren:
                return Windows(paren.Inner, steps);
            case MatrixSelector matrix:
                List<SeriesSamples> series = data[matrix.Selector].WithoutStale();
                var plain = new List<SampleRun>(series.Count);
                foreach (SeriesSamples samples in series)
                {
                    plain.Add(new SampleRun(samples, DropsName: false));
                }

                return new WindowedSeries(
                    plain, Context.RangeMs(matrix.Range), Context.DurationMs(matrix.Selector.Offset), Context.TimeOf(matrix.Selector.At))
                {
                    Extension = matrix.Selector.Extension,
                };
            case SubqueryExpr subquery:
                return new WindowedSeries(
                    SubqueryRuns(subquery, steps),
                    Context.RangeMs(subquery.Range),
                    Context.DurationMs(subquery.Offset),
                    Context.TimeOf(subquery.At));
            default:
                throw new UnreachableException($"{expr.GetType().Name} is not a range vector");
        }
    }

    public static string Text(Expr expr) => expr switch
    {
        ParenExpr paren => Text(paren.Inner),
        StringLiteral literal => literal.Value,
        _ => throw new UnreachableException($"{expr.GetType().Name} is not a string"),
    };

    public double[] Constant(double value, EvaluationSteps steps)
    {
        Context.Budget.Take(steps.Count);
        var values = new double[steps.Count];
        Array.Fill(values, value);
        return values;
    }

    private List<SampleRun> SubqueryRuns(SubqueryExpr subquery, EvaluationSteps outer)
    {
        EvaluationSteps steps = Context.StepsOf(subquery, outer);
        List<SeriesColumn> columns = Vector(subquery.Inner, steps);
        var runs = new List<SampleRun>(columns.Count);
        foreach (SeriesColumn column in columns)
        {
            var timesMs = new long[steps.Count];
            int count = 0;
            for (int i = 0; i < steps.Count; i++)
            {
                if (!SeriesColumn.IsAbsent(column.Values[i]))
                {
                    timesMs[count] = steps.TimeAt(i);
                    column.Values[count++] = column.Values[i];
                }
            }

            if (count > 0)
            {
                runs.Add(new SampleRun(new SeriesSamples(column.Labels, timesMs, column.Values, count), column.DropsName));
            }
        }

        return runs;
    }

    private bool FillNewest(
        SeriesSamples series, EvaluationSteps steps, long offsetMs, long? fixedMs, bool sampleTimes, Span<double> target)
    {
        ReadOnlySpan<long> timesMs = series.TimesMs;
        ReadOnlySpan<double> values = series.Values;
        long lookbackMs = Context.LookbackMs;
        int next = 0;
        bool any = false;
        for (int i = 0; i < target.Length; i++)
        {
            long timeMs = (fixedMs ?? steps.TimeAt(i)) - offsetMs;
            while (next < timesMs.Length && timesMs[next] <= timeMs)
            {
                next++;
            }

            if (next > 0 && timesMs[next - 1] > timeMs - lookbackMs && !StaleMarker.Is(values[next - 1]))
            {
                target[i] = sampleTimes ? timesMs[next - 1] / 1000.0 : values[next - 1];
                any = true;
            }
        }

        return any;
    }

    // Moves each value along the line to the next sample, if that is near enough.
    private void Smooth(SeriesSamples series, EvaluationSteps steps, long offsetMs, long? fixedMs, Span<double> target)
    {
        ReadOnlySpan<long> timesMs = series.TimesMs;
        int next = 0;
        for (int i = 0; i < target.Length; i++)
        {
            long timeMs = (fixedMs ?? steps.TimeAt(i)) - offsetMs;
            while (next < timesMs.Length && timesMs[next] <= timeMs)
            {
                next++;
            }

            bool between = !SeriesColumn.IsAbsent(target[i]) && next < timesMs.Length && timesMs[next] <= timeMs + Context.LookbackMs
                && !StaleMarker.Is(series.Values[next]);
            if (between)
            {
                double share = (timeMs - timesMs[next - 1]) / (double)(timesMs[next] - timesMs[next - 1]);
                target[i] += (series.Values[next] - target[i]) * share;
            }
        }
    }

    private List<SeriesColumn> Repeat(List<SeriesColumn> columns, int count)
    {
        for (int i = 0; i < columns.Count; i++)
        {
            double[] values = Context.Budget.TakeColumn(count);
            Array.Fill(values, columns[i].Values[0]);
            columns[i] = new SeriesColumn(columns[i].Labels, values, columns[i].DropsName);
        }

        return columns;
    }

    private static double[] Negate(double[] values, bool isNegative)
    {
        for (int i = 0; isNegative && i < values.Length; i++)
        {
            if (!SeriesColumn.IsAbsent(values[i]))
            {
                values[i] = -values[i];
            }
        }

        return values;
    }
}
