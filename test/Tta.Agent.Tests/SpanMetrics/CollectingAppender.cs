using Tta.Model;

namespace Tta.Agent.Tests.SpanMetrics;

/// <summary>Keeps what is appended by series, in PromQL's notation.</summary>
internal sealed class CollectingAppender : IMetricAppender
{
    /// <summary>Newest value of every series.</summary>
    public Dictionary<string, double> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Every sample.</summary>
    public List<(string Name, long TimeMs, double Value)> History { get; } = [];

    public List<(string Series, string Labels, double Value)> Exemplars { get; } = [];

    public HashSet<string> Metadata { get; } = new(StringComparer.Ordinal);

    public Exception? Failure { get; set; }

    public double this[string series] => Values[series];

    public ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        foreach (MetricBatch.SampleRow row in batch.Samples.Rows)
        {
            string name = NameOf(batch, row.SeriesIndex);
            Values[name] = row.Value;
            History.Add((name, row.TimeMs, row.Value));
        }

        foreach (MetricBatch.ExemplarRow row in batch.Exemplars.Rows)
        {
            Exemplars.Add((NameOf(batch, row.SeriesIndex), EncodedLabels.Read(batch.Arena.Get(row.Labels)).ToString(), row.Value));
        }

        foreach (MetricBatch.MetadataRow row in batch.Metadata.Rows)
        {
            Metadata.Add($"{batch.Arena.GetString(row.Name)} {row.Type}");
        }

        return ValueTask.FromResult(AppendResult.Accepted(batch.Samples.Count));
    }

    private static string NameOf(MetricBatch batch, int seriesIndex)
    {
        ReadOnlySpan<byte> encoded = batch.Arena.Get(batch.Series[seriesIndex].Labels);
        Labels labels = EncodedLabels.Read(encoded);
        var canonical = new ByteArena();
        EncodedLabels.Write(canonical, labels);
        Assert.True(canonical.Written.SequenceEqual(encoded), $"the labels {labels} are not sorted");
        return labels.MetricName + labels.Without(LabelNames.MetricName);
    }
}
