using System.Globalization;
using Tta.Model;

namespace Tta.Agent.Tests;

/// <summary>Keeps what is appended as lines of text, sorted, per batch.</summary>
internal sealed class MemoryAppender : IMetricAppender
{
    public List<string> Lines { get; } = [];

    public List<string> Metadata { get; } = [];

    public Exception? Failure { get; set; }

    public ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken)
    {
        if (Failure is not null)
        {
            throw Failure;
        }

        return ValueTask.FromResult(AppendResult.Accepted(Add(batch)));
    }

    public int Add(MetricBatch batch)
    {
        var lines = new List<string>();
        foreach (MetricBatch.SampleRow row in batch.Samples.Rows)
        {
            Labels labels = EncodedLabels.Read(batch.Arena.Get(batch.Series[row.SeriesIndex].Labels));
            string value = StaleMarker.Is(row.Value) ? "stale" : row.Value.ToString("R", CultureInfo.InvariantCulture);
            lines.Add($"{labels.MetricName}{labels.Without(LabelNames.MetricName)} {value} @{row.TimeMs}");
        }

        lines.Sort(StringComparer.Ordinal);
        Lines.AddRange(lines);
        foreach (MetricBatch.MetadataRow row in batch.Metadata.Rows)
        {
            Metadata.Add($"{batch.Arena.GetString(row.Name)} {row.Type} {batch.Arena.GetString(row.Help)}");
        }

        return lines.Count;
    }

    /// <summary>The lines since the last call; those of up and scrape_* only when asked for.</summary>
    public List<string> Take(bool withReports = false)
    {
        List<string> lines = Lines.FindAll(line => withReports || !(line.StartsWith("up{", StringComparison.Ordinal) || line.StartsWith("scrape_", StringComparison.Ordinal)));
        Lines.Clear();
        return lines;
    }
}
