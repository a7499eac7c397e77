using Tta.Model;

namespace Tta.Wire.Tests;

/// <summary>Reads batches back as text, one line per row, for comparison.</summary>
internal static class Rows
{
    public static List<string> Of(MetricBatch batch)
    {
        var rows = new List<string>();
        foreach (MetricBatch.SampleRow row in batch.Samples.Rows)
        {
            string value = StaleMarker.Is(row.Value) ? "stale" : row.Value.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
            rows.Add($"{Labels(batch.Arena, batch.Series[row.SeriesIndex].Labels)} {value} @{row.TimeMs}");
        }

        return rows;
    }

    public static List<string> Of(LogBatch batch)
    {
        var rows = new List<string>();
        foreach (LogBatch.EntryRow row in batch.Entries.Rows)
        {
            rows.Add($"{Labels(batch.Arena, batch.Streams[row.StreamIndex].Labels)} {Labels(batch.Arena, row.Metadata)} {batch.Arena.GetString(row.Line)} @{row.TimeNs}");
        }

        return rows;
    }

    /// <summary>The labels in the order of the bytes, which must be the order of the encoding: sorted, unique, none empty.</summary>
    public static string Labels(ByteArena arena, ByteSlice slice)
    {
        ReadOnlySpan<byte> encoded = arena.Get(slice);
        ReadOnlySpan<byte> last = default;
        while (EncodedLabels.TryRead(ref encoded, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value))
        {
            Assert.True(last.SequenceCompareTo(name) < 0, "label names must be sorted and unique");
            Assert.False(value.IsEmpty);
            last = name;
        }

        Labels labels = EncodedLabels.Read(arena.Get(slice));
        string name1 = labels.MetricName;
        return name1 + labels.Without(LabelNames.MetricName);
    }
}
