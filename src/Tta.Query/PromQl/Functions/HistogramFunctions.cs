using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>histogram_quantile, histogram_quantiles and histogram_fraction on classic buckets.</summary>
internal static class HistogramFunctions
{
    public static List<SeriesColumn> Quantile(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        double[] quantiles = evaluator.Scalar(call.Arguments[0], steps);
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[1], steps);
        List<ClassicHistogram> histograms = ClassicHistogram.Group(evaluator.Context, call.Arguments[1], columns);
        if (columns.Count > 0)
        {
            WarnOfQuantiles(evaluator.Context, call.Arguments[0], quantiles);
        }

        var result = new List<SeriesColumn>(histograms.Count);
        foreach (ClassicHistogram histogram in histograms)
        {
            double[] values = Quantiles(evaluator.Context, call.Arguments[1], histogram, quantiles, steps);
            result.Add(new SeriesColumn(histogram.Labels, values, dropsName: true));
        }

        evaluator.Context.Budget.Return(columns);
        return result;
    }

    public static List<SeriesColumn> ManyQuantiles(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[0], steps);
        string label = Evaluator.Text(call.Arguments[1]);
        if (label.Length == 0)
        {
            throw new PromQlExecutionException("invalid label name in histogram_quantiles(): ");
        }

        List<ClassicHistogram> histograms = ClassicHistogram.Group(evaluator.Context, call.Arguments[0], columns);
        var result = new List<SeriesColumn>();
        for (int q = 2; q < call.Arguments.Count; q++)
        {
            double[] quantiles = evaluator.Scalar(call.Arguments[q], steps);
            WarnOfQuantiles(evaluator.Context, call.Arguments[q], quantiles);
            foreach (ClassicHistogram histogram in histograms)
            {
                double[] values = Quantiles(evaluator.Context, call.Arguments[0], histogram, quantiles, steps);
                Labels labels = histogram.Labels.ToBuilder().Set(label, GoText.OpenMetrics(quantiles[0])).Build();
                result.Add(new SeriesColumn(labels, values, dropsName: true));
            }
        }

        evaluator.Context.Budget.Return(columns);
        return result;
    }

    public static List<SeriesColumn> Fraction(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        double[] lower = evaluator.Scalar(call.Arguments[0], steps);
        double[] upper = evaluator.Scalar(call.Arguments[1], steps);
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[2], steps);
        var result = new List<SeriesColumn>();
        var buckets = new List<Bucket>();
        foreach (ClassicHistogram histogram in ClassicHistogram.Group(evaluator.Context, call.Arguments[2], columns))
        {
            double[] values = evaluator.Context.Budget.TakeColumn(steps.Count);
            for (int i = 0; i < values.Length; i++)
            {
                if (histogram.TryGetBuckets(i, buckets))
                {
                    values[i] = BucketMath.Fraction(lower[i], upper[i], buckets);
                }
            }

            result.Add(new SeriesColumn(histogram.Labels, values, dropsName: true));
        }

        evaluator.Context.Budget.Return(columns);
        return result;
    }

    private static double[] Quantiles(
        QueryContext context, Expr argument, ClassicHistogram histogram, double[] quantiles, EvaluationSteps steps)
    {
        double[] values = context.Budget.TakeColumn(steps.Count);
        var buckets = new List<Bucket>();
        bool wasForced = false;
        for (int i = 0; i < values.Length; i++)
        {
            if (histogram.TryGetBuckets(i, buckets))
            {
                values[i] = BucketMath.Quantile(quantiles[i], buckets, ref wasForced);
            }
        }

        if (wasForced)
        {
            context.Annotations.Info(
                "input to histogram_quantile needed to be fixed for monotonicity (see "
                + "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                + ClassicHistogram.ForMetric(histogram.Labels),
                argument);
        }

        return values;
    }

    private static void WarnOfQuantiles(QueryContext context, Expr argument, double[] quantiles)
    {
        foreach (double quantile in quantiles)
        {
            if (quantile is not (>= 0 and <= 1))
            {
                context.Annotations.Warn($"quantile value should be between 0 and 1, got {GoText.Shortest(quantile)}", argument);
            }
        }
    }
}
