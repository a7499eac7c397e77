// Spec: docs/formats/llm.md, section "Footer".
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Blocks;

/// <summary>What a block holds and where.</summary>
/// <param name="Segments">Segments of the log that the block replaces, at least one; the newest first.</param>
/// <param name="NewestMs">Time of its newest thing, Unix ms.</param>
/// <param name="EntryCount">Things in it.</param>
/// <param name="Frames">Sections of reports.</param>
/// <param name="Index">Sections of the index.</param>
/// <param name="Deletions">Section of the deletions; null when there are none.</param>
internal sealed record LlmFooter(
    long[] Segments, long NewestMs, int EntryCount, BlockSection[] Frames, BlockSection[] Index, BlockSection? Deletions)
{
    private const int MinReferenceBytes = 7;

    public void Write(ByteWriter into)
    {
        into.WriteVarint((ulong)Segments[0]);
        into.WriteZigZag(NewestMs);
        into.WriteVarint((uint)EntryCount);
        WriteAll(into, Frames);
        WriteAll(into, Index);
        WriteAll(into, Deletions is { } deletions ? [deletions] : []);
        into.WriteVarint((uint)Segments.Length - 1);
        foreach (long segment in Segments.AsSpan(1))
        {
            into.WriteVarint((ulong)segment);
        }
    }

    /// <exception cref="InvalidDataException">The footer makes no sense.</exception>
    public static LlmFooter Read(byte[] footer)
    {
        var reader = new SectionReader(footer);
        long segment = (long)reader.Number();
        long newestMs = reader.Signed();
        int entries = reader.Index(int.MaxValue);
        BlockSection[] frames = ReadAll(ref reader);
        BlockSection[] index = ReadAll(ref reader);
        BlockSection[] deletions = ReadAll(ref reader);
        return new LlmFooter(ReadSegments(segment, ref reader), newestMs, entries, frames, index, deletions.Length == 0 ? null : deletions[0]);
    }

    // Blocks of earlier versions end before the further segments.
    private static long[] ReadSegments(long newest, ref SectionReader reader)
    {
        long[] segments = new long[1 + (reader.Remaining > 0 ? reader.Count(1) : 0)];
        segments[0] = newest;
        for (int i = 1; i < segments.Length; i++)
        {
            segments[i] = (long)reader.Number();
        }

        return segments;
    }

    private static void WriteAll(ByteWriter into, BlockSection[] sections)
    {
        into.WriteVarint((uint)sections.Length);
        foreach (BlockSection section in sections)
        {
            SectionReference.Write(into, section);
        }
    }

    private static BlockSection[] ReadAll(ref SectionReader reader)
    {
        var sections = new BlockSection[reader.Count(MinReferenceBytes)];
        for (int i = 0; i < sections.Length; i++)
        {
            sections[i] = SectionReference.Read(ref reader);
        }

        return sections;
    }
}
