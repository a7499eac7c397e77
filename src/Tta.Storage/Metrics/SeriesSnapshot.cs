using Tta.Model;

namespace Tta.Storage.Metrics;

/// <summary>The chunks of a series that a reader decodes without the lock.</summary>
/// <param name="Labels">Labels of the series.</param>
/// <param name="Chunks">In time order unless they overlap.</param>
/// <param name="Overlaps">True when chunks may overlap.</param>
internal readonly record struct SeriesSnapshot(Labels Labels, List<SampleChunk> Chunks, bool Overlaps)
{
    /// <summary>At least as many samples as <see cref="Decode"/> will write.</summary>
    public int MaxCount
    {
        get
        {
            int count = 0;
            foreach (SampleChunk chunk in Chunks)
            {
                count += chunk.Count;
            }

            return count;
        }
    }

    /// <summary>Writes the samples between the two times, both inclusive, in time order and returns their number.</summary>
    public int Decode(long startMs, long endMs, Span<long> timesMs, Span<double> values)
    {
        int count = 0;
        foreach (SampleChunk chunk in Chunks)
        {
            var reader = new ChunkReader(chunk.Data.Span, chunk.MinMs);
            while (reader.TryNext() && reader.TimeMs <= endMs)
            {
                if (reader.TimeMs >= startMs)
                {
                    timesMs[count] = reader.TimeMs;
                    values[count++] = reader.Value;
                }
            }
        }

        if (Overlaps)
        {
            timesMs[..count].Sort(values[..count]);
        }

        return count;
    }
}
