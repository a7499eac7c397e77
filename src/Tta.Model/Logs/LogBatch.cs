namespace Tta.Model;

/// <summary>
/// Log entries on their way into a store: rows that refer to bytes of one arena. Filled, appended, cleared, filled again; after
/// warm-up that allocates nothing. Not thread-safe; the store copies what it keeps before it returns.
/// </summary>
public sealed class LogBatch
{
    /// <summary>Bytes that the rows refer to.</summary>
    public ByteArena Arena { get; } = new();

    /// <summary>One row per stream; a stream may occur more than once.</summary>
    public RowList<StreamRow> Streams { get; } = new();

    /// <summary>One row per entry.</summary>
    public RowList<EntryRow> Entries { get; } = new();

    /// <summary>Adds a stream by its object form and returns its index; for tests and rare paths.</summary>
    public int AddStream(Labels labels) => Streams.Add(new StreamRow(EncodedLabels.Write(Arena, labels)));

    /// <summary>Adds an entry from text; for tests and rare paths.</summary>
    public void AddEntry(int streamIndex, long timeNs, string line, Labels? metadata = null)
    {
        ByteSlice encoded = metadata is null ? default : EncodedLabels.Write(Arena, metadata);
        Entries.Add(new EntryRow(streamIndex, timeNs, Arena.Add(line), encoded));
    }

    /// <summary>Empties the batch, keeps its memory.</summary>
    public void Clear()
    {
        Arena.Clear();
        Streams.Clear();
        Entries.Clear();
    }

    /// <summary>A stream of the batch.</summary>
    /// <param name="Labels">Its labels as <see cref="EncodedLabels"/>.</param>
    public readonly record struct StreamRow(ByteSlice Labels);

    /// <summary>An entry of the batch.</summary>
    /// <param name="StreamIndex">Index into <see cref="Streams"/>.</param>
    /// <param name="TimeNs">Unix nanoseconds.</param>
    /// <param name="Line">The line, UTF-8.</param>
    /// <param name="Metadata">Structured metadata as <see cref="EncodedLabels"/>.</param>
    public readonly record struct EntryRow(int StreamIndex, long TimeNs, ByteSlice Line, ByteSlice Metadata);
}
