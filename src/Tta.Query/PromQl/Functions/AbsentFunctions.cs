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
        double[] values = evaluator.Constant(1, steps);
        WindowedSeries windows = evaluator.Windows(call.Arguments[0], steps);
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

        return [new SeriesColumn(LabelsOf(call.Arguments[0]), values, dropsName: false)];
    }

    // Labels that a missing series would certainly have: those the selector sets to one value.
    private static Labels LabelsOf(Expr expr)
    {
        VectorSelector? selector = VectorFunctions.Unwrap(expr) switch
        {
            VectorSelector vector => vector,
            MatrixSelector matrix => matrix.Selector,
            _ => null,
        };
        var labels = new LabelsBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal) { LabelNames.MetricName };
        foreach (LabelMatcher matcher in selector?.Matchers ?? [])
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
}
