using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>Evaluates the root of a query and turns columns into the result: names removed, holes left out, series sorted.</summary>
internal sealed class ResultBuilder(Evaluator evaluator)
{
    private readonly EvaluationSteps _steps = evaluator.Context.Steps;

    public PromQlValue Build(Expr expr)
    {
        bool isRange = evaluator.Context.IsRangeQuery;
        switch (expr.Type)
        {
            case PromQlType.String:
                return new StringValue(_steps.StartMs, Evaluator.Text(expr));
            case PromQlType.Scalar:
                double[] values = evaluator.Scalar(expr, _steps);
                return isRange ? new MatrixValue([Series(Labels.Empty, values)]) : new ScalarValue(_steps.StartMs, values[0]);
            case PromQlType.RangeVector:
                return Windows(expr);
            default:
                List<SeriesColumn> columns = WithoutNames(evaluator.Vector(expr, _steps));
                return isRange ? Matrix(columns) : Vector(columns);
        }
    }

    private VectorValue Vector(List<SeriesColumn> columns)
    {
        var samples = new List<VectorSample>(columns.Count);
        foreach (SeriesColumn column in columns)
        {
            samples.Add(new VectorSample(column.Labels, _steps.StartMs, column.Values[0]));
        }

        return new VectorValue(samples);
    }

    private MatrixValue Matrix(List<SeriesColumn> columns)
    {
        var series = new List<MatrixSeries>(columns.Count);
        foreach (SeriesColumn column in columns)
        {
            series.Add(Series(column.Labels, column.Values));
        }

        series.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        return new MatrixValue(series);
    }

    private MatrixSeries Series(Labels labels, double[] values)
    {
        int count = 0;
        foreach (double value in values)
        {
            count += SeriesColumn.IsAbsent(value) ? 0 : 1;
        }

        var timesMs = new long[count];
        var present = new double[count];
        int next = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (!SeriesColumn.IsAbsent(values[i]))
            {
                timesMs[next] = _steps.TimeAt(i);
                present[next++] = values[i];
            }
        }

        return new MatrixSeries(labels, timesMs, present);
    }

    private MatrixValue Windows(Expr expr)
    {
        WindowedSeries windows = evaluator.Windows(expr, _steps);
        var series = new List<MatrixSeries>(windows.Runs.Count);
        foreach (SampleRun run in windows.Runs)
        {
            int low = 0;
            int high = 0;
            WindowPointers.Advance(run.Samples.TimesMs, windows.EndOf(_steps.StartMs), windows.RangeMs, ref low, ref high);
            if (low < high)
            {
                Labels labels = run.DropsName ? MetadataLabels.Remove(run.Samples.Labels) : run.Samples.Labels;
                series.Add(new MatrixSeries(
                    labels, run.Samples.TimesMs[low..high].ToArray(), run.Samples.Values[low..high].ToArray()));
            }
        }

        series.Sort(static (a, b) => a.Labels.CompareTo(b.Labels));
        return new MatrixValue(series);
    }

    // Series that differed only in their names become one, unless they have values at the same time.
    private static List<SeriesColumn> WithoutNames(List<SeriesColumn> columns)
    {
        var byLabels = new Dictionary<Labels, SeriesColumn>(columns.Count);
        var result = new List<SeriesColumn>(columns.Count);
        foreach (SeriesColumn column in columns)
        {
            if (!column.HasValues())
            {
                continue;
            }

            column.Labels = column.DropsName ? MetadataLabels.Remove(column.Labels) : column.Labels;
            if (!byLabels.TryGetValue(column.Labels, out SeriesColumn? same))
            {
                byLabels.Add(column.Labels, column);
                result.Add(column);
                continue;
            }

            for (int i = 0; i < column.Values.Length; i++)
            {
                if (SeriesColumn.IsAbsent(column.Values[i]))
                {
                    continue;
                }

                if (!SeriesColumn.IsAbsent(same.Values[i]))
                {
                    throw new PromQlExecutionException("vector cannot contain metrics with the same labelset");
                }

                same.Values[i] = column.Values[i];
            }
        }

        return result;
    }
}
