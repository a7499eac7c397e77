namespace Tta.Model;

/// <summary>
/// Samples on their way into a store: rows that refer to bytes of one arena. Filled by a decoder or a scrape, appended, cleared,
/// filled again; after warm-up that allocates nothing. Not thread-safe; the store copies what it keeps before it returns.
/// </summary>
public sealed class MetricBatch
{
    /// <summary>Bytes that the rows refer to.</summary>
    public ByteArena Arena { get; } = new();

    /// <summary>One row per series; a series may occur more than once.</summary>
    public RowList<SeriesRow> Series { get; } = new();

    /// <summary>One row per float sample.</summary>
    public RowList<SampleRow> Samples { get; } = new();

    /// <summary>One row per exemplar.</summary>
    public RowList<ExemplarRow> Exemplars { get; } = new();

    /// <summary>One row per metric family with metadata.</summary>
    public RowList<MetadataRow> Metadata { get; } = new();

    /// <summary>Adds a series by its object form and returns its index; for tests and rare paths.</summary>
    public int AddSeries(Labels labels) => Series.Add(new SeriesRow(EncodedLabels.Write(Arena, labels)));

    /// <summary>Adds a sample.</summary>
    public void AddSample(int seriesIndex, long timeMs, double value) => Samples.Add(new SampleRow(seriesIndex, timeMs, value));

    /// <summary>Empties the batch, keeps its memory.</summary>
    public void Clear()
    {
        Arena.Clear();
        Series.Clear();
        Samples.Clear();
        Exemplars.Clear();
        Metadata.Clear();
    }

    /// <summary>A series of the batch.</summary>
    /// <param name="Labels">Its labels as <see cref="EncodedLabels"/>.</param>
    /// <param name="StartMs">
    /// For a cumulative series, Unix milliseconds at which it was zero; 0 = not known. A store that sees the series for the first time
    /// adds that zero, so that the increase up to the first sample counts.
    /// </param>
    public readonly record struct SeriesRow(ByteSlice Labels, long StartMs = 0);

    /// <summary>A sample of the batch.</summary>
    /// <param name="SeriesIndex">Index into <see cref="Series"/>.</param>
    /// <param name="TimeMs">Unix milliseconds.</param>
    /// <param name="Value">Value; <see cref="StaleMarker"/> ends the series.</param>
    public readonly record struct SampleRow(int SeriesIndex, long TimeMs, double Value);

    /// <summary>An exemplar of the batch.</summary>
    /// <param name="SeriesIndex">Index into <see cref="Series"/>.</param>
    /// <param name="TimeMs">Unix milliseconds.</param>
    /// <param name="Value">Observed value.</param>
    /// <param name="Labels">Labels such as trace_id, as <see cref="EncodedLabels"/>.</param>
    public readonly record struct ExemplarRow(int SeriesIndex, long TimeMs, double Value, ByteSlice Labels);

    /// <summary>Metadata of a metric family.</summary>
    /// <param name="Name">Family name, UTF-8.</param>
    /// <param name="Type">Type.</param>
    /// <param name="Help">Description, UTF-8.</param>
    /// <param name="Unit">Unit, UTF-8.</param>
    public readonly record struct MetadataRow(ByteSlice Name, MetricType Type, ByteSlice Help, ByteSlice Unit);
}
