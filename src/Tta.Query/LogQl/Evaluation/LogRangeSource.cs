using Tta.Model;
using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>Aggregates the loaded samples of each leaf over the windows of the steps.</summary>
internal sealed class LogRangeSource(QueryContext context, Dictionary<LogRangeExpr, List<SampleRun>> runs) : ILeafSource
{
    public List<SeriesColumn> Evaluate(LeafExpr leaf, EvaluationSteps steps)
    {
        var expr = (LogRangeExpr)leaf;
        var windows = new WindowedSeries(runs[expr], expr.RangeMs, expr.OffsetMs, FixedMs: null);
        if (expr.Op == "absent_over_time")
        {
            return [AbsentFunctions.AbsentOverTime(windows, AbsentFunctions.LabelsOf(expr.Matchers), context, steps)];
        }

        var columns = new List<SeriesColumn>(windows.Runs.Count);
        foreach (SampleRun run in windows.Runs)
        {
            double[] values = context.Budget.TakeColumn(steps.Count);
            if (Fill(expr, run.Samples, windows, steps, values))
            {
                columns.Add(new SeriesColumn(run.Samples.Labels, values, dropsName: false));
            }
        }

        return columns;
    }

    private static bool Fill(LogRangeExpr expr, SeriesSamples samples, WindowedSeries windows, EvaluationSteps steps, double[] values)
    {
        if (expr.Op == "rate_counter")
        {
            var resets = new List<int>();
            RateFunctions.FindResets(samples.Values, resets);
            return RateFunctions.Fill(samples, windows, steps, isCounter: true, isRate: true, resets, values);
        }

        bool perSecond = expr.Op is "rate" or "bytes_rate";
        string function = expr.Op switch
        {
            "rate" or "bytes_rate" or "bytes_over_time" => "sum_over_time",
            _ => expr.Op,
        };
        if (!WindowFunctions.TryGet(function, out WindowFunctions.Entry? entry))
        {
            throw new LogQlExecutionException($"range aggregation {expr.Op} is not supported");
        }

        double[] parameter = [];
        if (expr.Op == "quantile_over_time")
        {
            parameter = new double[steps.Count];
            Array.Fill(parameter, expr.Parameter);
        }

        bool any = WindowFunctions.Fill(entry.Function, samples, windows, steps, parameter, [], values);
        for (int i = 0; perSecond && i < values.Length; i++)
        {
            values[i] = SeriesColumn.IsAbsent(values[i]) ? values[i] : values[i] / (expr.RangeMs / 1000.0);
        }

        return any;
    }
}
