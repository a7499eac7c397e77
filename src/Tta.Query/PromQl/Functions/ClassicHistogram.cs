using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>The bucket series of one histogram, sorted by bound: grouped once per query, not per step.</summary>
internal sealed class ClassicHistogram
{
    private readonly List<(double UpperBound, SeriesColumn Column)> _columns = [];

    private ClassicHistogram(Labels labels) => Labels = labels;

    /// <summary>Labels without the bucket bound.</summary>
    public Labels Labels { get; }

    /// <summary>Groups bucket series; those without a bound are left out with a warning.</summary>
    public static List<ClassicHistogram> Group(QueryContext context, Expr argument, List<SeriesColumn> columns)
    {
        var byLabels = new Dictionary<Labels, ClassicHistogram>();
        var histograms = new List<ClassicHistogram>();
        foreach (SeriesColumn column in columns)
        {
            string text = column.Labels[LabelNames.BucketBound];
            if (!GoText.TryParseFloat(text, out double upperBound))
            {
                if (column.HasValues())
                {
                    context.Annotations.Warn(
                        $"bucket label \"le\" is missing or has a malformed value of {GoText.Quote(text)}{ForMetric(column.Labels)}",
                        argument);
                }

                continue;
            }

            Labels labels = column.Labels.Without(LabelNames.BucketBound);
            if (!byLabels.TryGetValue(labels, out ClassicHistogram? histogram))
            {
                byLabels.Add(labels, histogram = new ClassicHistogram(labels));
                histograms.Add(histogram);
            }

            histogram._columns.Add((upperBound, column));
        }

        foreach (ClassicHistogram histogram in histograms)
        {
            histogram._columns.Sort(static (a, b) => a.UpperBound.CompareTo(b.UpperBound));
        }

        return histograms;
    }

    /// <summary>The metric in messages, "" when it has no name.</summary>
    public static string ForMetric(Labels labels) =>
        labels.MetricName.Length == 0 ? "" : $" for metric name {GoText.Quote(labels.MetricName)}";

    /// <summary>Fills the list with the buckets that have a value at the step. False when none has.</summary>
    public bool TryGetBuckets(int step, List<Bucket> buckets)
    {
        buckets.Clear();
        foreach ((double upperBound, SeriesColumn column) in _columns)
        {
            if (!SeriesColumn.IsAbsent(column.Values[step]))
            {
                buckets.Add(new Bucket(upperBound, column.Values[step]));
            }
        }

        return buckets.Count > 0;
    }
}
