using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>absent and absent_over_time: 1 where nothing is selected.</summary>
internal static class AbsentFunctions
{
    public static List<SeriesColumn> Absent(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        double[] values = evaluator.Constant(1, steps);
        foreach (SeriesColumn column in evaluator.Vector(call.Arguments[0], steps))
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = SeriesColumn.IsAbsent(column.Values[i]) ? values[i] : SeriesColumn.Absent;
            }
        }

        return [new SeriesColumn(LabelsOf(call.Arguments[0]), values, dropsName: false)];
    }

    public static List<SeriesColumn> AbsentOverTime(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        WindowedSeries windows = evaluator.Windows(call.Arguments[0], steps);
        return [AbsentOverTime(windows, LabelsOf(call.Arguments[0]), evaluator.Context, steps)];
    }

    /// <summary>1 at the steps whose window holds no sample of any series.</summary>
    public static SeriesColumn AbsentOverTime(WindowedSeries windows, Labels labels, QueryContext context, EvaluationSteps steps)
    {
        double[] values = context.Budget.TakeColumn(steps.Count);
        Array.Fill(values, 1);
        foreach (SampleRun run in windows.Runs)
        {
            int low = 0;
            int high = 0;
            for (int i = 0; i < values.Length; i++)
            {
                WindowPointers.Advance(
                    run.Samples.TimesMs, windows.EndOf(steps.TimeAt(i)), windows.RangeMs, ref low, ref high);
                values[i] = low < high ? SeriesColumn.Absent : values[i];
            }
        }

        return new SeriesColumn(labels, values, dropsName: false);
    }

    /// <summary>Labels that a missing series would certainly have: those the matchers set to one value.</summary>
    public static Labels LabelsOf(IReadOnlyList<LabelMatcher> matchers)
    {
        var labels = new LabelsBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal) { LabelNames.MetricName };
        foreach (LabelMatcher matcher in matchers)
        {
            if (matcher.Type == MatchType.Equal && seen.Add(matcher.Name))
            {
                labels.Set(matcher.Name, matcher.Value);
            }
            else
            {
                labels.Remove(matcher.Name);
            }
        }

        return labels.Build();
    }

    private static Labels LabelsOf(Expr expr) => VectorFunctions.Unwrap(expr) switch
    {
        VectorSelector vector => LabelsOf(vector.Matchers),
        MatrixSelector matrix => LabelsOf(matrix.Selector.Matchers),
        _ => Labels.Empty,
    };
}
