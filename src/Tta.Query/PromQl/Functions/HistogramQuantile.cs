using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>histogram_quantile on classic buckets. Buckets are grouped and sorted once, not per step.</summary>
internal static class HistogramQuantile
{
    // Relative differences this small come from rounding, not from observations.
    private const double Tolerance = 1e-12;

    public static List<SeriesColumn> Evaluate(Evaluator evaluator, Call call, EvaluationSteps steps)
    {
        QueryContext context = evaluator.Context;
        double[] quantiles = evaluator.Scalar(call.Arguments[0], steps);
        List<SeriesColumn> columns = evaluator.Vector(call.Arguments[1], steps);
        List<Histogram> histograms = Group(context, call, columns);
        if (columns.Count > 0)
        {
            WarnOfQuantiles(context, call, quantiles);
        }

        var result = new List<SeriesColumn>(histograms.Count);
        var buckets = new List<Bucket>();
        foreach (Histogram histogram in histograms)
        {
            histogram.Columns.Sort(static (a, b) => a.UpperBound.CompareTo(b.UpperBound));
            double[] values = context.Budget.TakeColumn(steps.Count);
            bool wasForced = false;
            for (int i = 0; i < steps.Count; i++)
            {
                buckets.Clear();
                foreach ((double upperBound, SeriesColumn column) in histogram.Columns)
                {
                    if (!SeriesColumn.IsAbsent(column.Values[i]))
                    {
                        buckets.Add(new Bucket(upperBound, column.Values[i]));
                    }
                }

                if (buckets.Count > 0)
                {
                    values[i] = Compute(quantiles[i], buckets, ref wasForced);
                }
            }

            if (wasForced)
            {
                context.Annotations.Info(
                    "input to histogram_quantile needed to be fixed for monotonicity (see "
                    + "https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)"
                    + ForMetric(histogram.Labels),
                    call.Arguments[1]);
            }

            result.Add(new SeriesColumn(histogram.Labels, values, dropsName: true));
        }

        context.Budget.Return(columns);
        return result;
    }

    private static List<Histogram> Group(QueryContext context, Call call, List<SeriesColumn> columns)
    {
        var byLabels = new Dictionary<Labels, Histogram>();
        var histograms = new List<Histogram>();
        foreach (SeriesColumn column in columns)
        {
            string text = column.Labels[LabelNames.BucketBound];
            if (!GoText.TryParseFloat(text, out double upperBound))
            {
                if (column.HasValues())
                {
                    context.Annotations.Warn(
                        $"bucket label \"le\" is missing or has a malformed value of {GoText.Quote(text)}{ForMetric(column.Labels)}",
                        call.Arguments[1]);
                }

                continue;
            }

            Labels labels = column.Labels.Without(LabelNames.BucketBound);
            if (!byLabels.TryGetValue(labels, out Histogram? histogram))
            {
                byLabels.Add(labels, histogram = new Histogram(labels, []));
                histograms.Add(histogram);
            }

            histogram.Columns.Add((upperBound, column));
        }

        return histograms;
    }

    private static void WarnOfQuantiles(QueryContext context, Call call, double[] quantiles)
    {
        foreach (double quantile in quantiles)
        {
            if (quantile is not (>= 0 and <= 1))
            {
                context.Annotations.Warn(
                    $"quantile value should be between 0 and 1, got {GoText.Shortest(quantile)}", call.Arguments[0]);
            }
        }
    }

    /// <summary>The quantile, by linear interpolation inside the bucket that holds the rank. Buckets are sorted by bound.</summary>
    internal static double Compute(double quantile, List<Bucket> buckets, ref bool wasForced)
    {
        if (double.IsNaN(quantile))
        {
            return double.NaN;
        }

        if (quantile is < 0 or > 1)
        {
            return quantile < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        if (!double.IsPositiveInfinity(buckets[^1].UpperBound))
        {
            return double.NaN;
        }

        MergeEqualBounds(buckets);
        wasForced |= MakeMonotonic(buckets);
        double total = buckets[^1].Count;
        if (buckets.Count < 2 || total == 0 || double.IsNaN(total))
        {
            return double.NaN;
        }

        double rank = quantile * total;
        int b = 0;
        while (b < buckets.Count - 1 && !(buckets[b].Count >= rank))
        {
            b++;
        }

        if (b == buckets.Count - 1)
        {
            return buckets[^2].UpperBound;
        }

        if (b == 0)
        {
            return buckets[0].UpperBound <= 0 ? buckets[0].UpperBound : buckets[0].UpperBound * (rank / buckets[0].Count);
        }

        double start = buckets[b - 1].UpperBound;
        double below = buckets[b - 1].Count;
        return start + ((buckets[b].UpperBound - start) * ((rank - below) / (buckets[b].Count - below)));
    }

    private static void MergeEqualBounds(List<Bucket> buckets)
    {
        int kept = 0;
        for (int i = 1; i < buckets.Count; i++)
        {
            if (buckets[i].UpperBound == buckets[kept].UpperBound)
            {
                buckets[kept] = buckets[kept] with { Count = buckets[kept].Count + buckets[i].Count };
            }
            else
            {
                buckets[++kept] = buckets[i];
            }
        }

        buckets.RemoveRange(kept + 1, buckets.Count - kept - 1);
    }

    private static bool MakeMonotonic(List<Bucket> buckets)
    {
        bool forced = false;
        double previous = buckets[0].Count;
        for (int i = 1; i < buckets.Count; i++)
        {
            double count = buckets[i].Count;
            if (count == previous)
            {
                continue;
            }

            bool isNoise = Math.Abs(count - previous) < Tolerance * (Math.Abs(count) + Math.Abs(previous));
            if (isNoise || count < previous)
            {
                buckets[i] = buckets[i] with { Count = previous };
                forced |= !isNoise;
                continue;
            }

            previous = count;
        }

        return forced;
    }

    private static string ForMetric(Labels labels) =>
        labels.MetricName.Length == 0 ? "" : $" for metric name {GoText.Quote(labels.MetricName)}";

    internal readonly record struct Bucket(double UpperBound, double Count);

    private sealed record Histogram(Labels Labels, List<(double UpperBound, SeriesColumn Column)> Columns);
}
