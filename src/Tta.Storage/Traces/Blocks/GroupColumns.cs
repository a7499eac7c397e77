// Spec: docs/formats/traces-block.md, section "Group".
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>Where the columns of one row group stand. Immutable.</summary>
internal sealed record GroupColumns
{
    public required BlockSection SpanIds { get; init; }

    public required BlockSection Starts { get; init; }

    public required BlockSection Durations { get; init; }

    public required BlockSection Templates { get; init; }

    public required BlockSection Scopes { get; init; }

    /// <summary>Its traces; unused in version 1.</summary>
    public BlockSection Traces { get; init; }

    /// <summary>By rising column number.</summary>
    public required ChunkFooter[] Chunks { get; init; }

    public long SizeBytes => 256 + (Chunks.Length * 56L);

    /// <summary>The chunk of a column, or null when no row of this group has a value in it.</summary>
    public ChunkFooter? ChunkOf(int column)
    {
        int low = 0;
        int high = Chunks.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) / 2;
            int order = Chunks[middle].Column.CompareTo(column);
            if (order == 0)
            {
                return Chunks[middle];
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return null;
    }

    public void WriteTo(ByteWriter into)
    {
        SectionReference.Write(into, SpanIds);
        SectionReference.Write(into, Starts);
        SectionReference.Write(into, Durations);
        SectionReference.Write(into, Templates);
        SectionReference.Write(into, Scopes);
        SectionReference.Write(into, Traces);
        into.WriteVarint((uint)Chunks.Length);
        int before = 0;
        foreach (ref readonly ChunkFooter chunk in Chunks.AsSpan())
        {
            into.WriteVarint((uint)(chunk.Column - before));
            into.WriteVarint((uint)chunk.Count);
            SectionReference.Write(into, chunk.Section);
            into.WriteVarint((uint)chunk.Filter.StoredBytes);
            if (chunk.HasFilter)
            {
                into.WriteFixed32(chunk.Filter.Checksum);
            }

            before = chunk.Column;
        }
    }

    /// <exception cref="InvalidDataException">The section makes no sense.</exception>
    public static GroupColumns Read(byte[] section)
    {
        var reader = new SectionReader(section);
        return Read(ref reader, hasTraces: true);
    }

    /// <summary>Reads one; in version 1 they stand in the footer of the block, without traces.</summary>
    public static GroupColumns Read(ref SectionReader reader, bool hasTraces) => new()
    {
        SpanIds = SectionReference.Read(ref reader),
        Starts = SectionReference.Read(ref reader),
        Durations = SectionReference.Read(ref reader),
        Templates = SectionReference.Read(ref reader),
        Scopes = SectionReference.Read(ref reader),
        Traces = hasTraces ? SectionReference.Read(ref reader) : default,
        Chunks = ReadChunks(ref reader),
    };

    private static ChunkFooter[] ReadChunks(ref SectionReader reader)
    {
        var chunks = new ChunkFooter[reader.Count(minItemBytes: 8)];
        int column = 0;
        for (int i = 0; i < chunks.Length; i++)
        {
            column += reader.Index(int.MaxValue - column);
            int count = reader.Index(int.MaxValue);
            BlockSection section = SectionReference.Read(ref reader);
            int filterBytes = reader.Index(Array.MaxLength);
            uint checksum = filterBytes > 0 ? reader.Fixed32() : 0;
            chunks[i] = new ChunkFooter(
                column, count, section, new BlockSection(section.Offset + section.StoredBytes, filterBytes, filterBytes, checksum));
        }

        return chunks;
    }
}
