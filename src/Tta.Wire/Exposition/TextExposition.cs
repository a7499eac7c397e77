// Spec: Prometheus text format and OpenMetrics 1.0.0, see ExpositionReader.
using System.Text;
using Tta.Model;

namespace Tta.Wire.Exposition;

/// <summary>Reads a whole page at once, for pushes and imports. (Scrapes use <see cref="ExpositionReader"/> with a cache.) Thread-safe.</summary>
public static class TextExposition
{
    /// <summary>Adds the samples and metadata of a page to a batch; start time lines are left out.</summary>
    /// <param name="page">The page.</param>
    /// <param name="format">A text format.</param>
    /// <param name="timeMs">Time of samples that have none, Unix milliseconds.</param>
    /// <param name="into">Batch to add to; unchanged when the result has an error.</param>
    /// <param name="change">Changes the labels of each series, for example adds grouping labels; null = none.</param>
    public static DecodeResult Parse(ReadOnlySpan<byte> page, ExpositionFormat format, long timeMs, MetricBatch into, Func<Labels, Labels>? change = null)
    {
        int arena = into.Arena.Length;
        (int series, int samples, int exemplars, int metadata) = (into.Series.Count, into.Samples.Count, into.Exemplars.Count, into.Metadata.Count);
        var rejections = default(Rejections);
        var families = new ExpositionMetadata();
        var reader = new ExpositionReader(page, format);
        while (reader.Read())
        {
            if (reader.Entry != ExpositionEntry.Series)
            {
                families.Add(reader);
            }
            else if (!reader.IsStartTime)
            {
                AddSample(reader, timeMs, into, change, ref rejections);
            }
        }

        if (reader.Error.IsError)
        {
            into.Arena.TruncateTo(arena);
            into.Series.TruncateTo(series);
            into.Samples.TruncateTo(samples);
            into.Exemplars.TruncateTo(exemplars);
            into.Metadata.TruncateTo(metadata);
            return DecodeResult.Failed(reader.Error);
        }

        families.WriteTo(into);
        return DecodeResult.Of(into.Samples.Count - samples, rejections);
    }

    private static void AddSample(in ExpositionReader reader, long timeMs, MetricBatch into, Func<Labels, Labels>? change, ref Rejections rejections)
    {
        Labels labels = reader.ReadLabels(out string? duplicate);
        if (duplicate is not null)
        {
            rejections.Add(RejectReason.InvalidLabels, -1, $"label name \"{duplicate}\" is not unique: {Encoding.UTF8.GetString(reader.Series)}");
            return;
        }

        int index = into.AddSeries(change is null ? labels : change(labels));
        into.AddSample(index, reader.HasTimestamp ? reader.TimestampMs : timeMs, reader.Value);
        if (reader.HasExemplar)
        {
            long exemplarMs = reader.HasExemplarTimestamp ? reader.ExemplarTimestampMs : timeMs;
            into.Exemplars.Add(new MetricBatch.ExemplarRow(index, exemplarMs, reader.ExemplarValue, reader.AddExemplarLabels(into.Arena)));
        }
    }
}
