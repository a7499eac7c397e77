// Spec: docs/formats/llm.md, section "Footer".
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Llm.Blocks;

/// <summary>What a block holds and where.</summary>
/// <param name="Segment">Segment of the log that the block replaces.</param>
/// <param name="NewestMs">Time of its newest thing, Unix ms.</param>
/// <param name="EntryCount">Things in it.</param>
/// <param name="Frames">Sections of reports.</param>
/// <param name="Index">Sections of the index.</param>
/// <param name="Deletions">Section of the deletions; null when there are none.</param>
internal sealed record LlmFooter(
    long Segment, long NewestMs, int EntryCount, BlockSection[] Frames, BlockSection[] Index, BlockSection? Deletions)
{
    private const int MinReferenceBytes = 7;

    public void Write(ByteWriter into)
    {
        into.WriteVarint((ulong)Segment);
        into.WriteZigZag(NewestMs);
        into.WriteVarint((uint)EntryCount);
        WriteAll(into, Frames);
        WriteAll(into, Index);
        WriteAll(into, Deletions is { } deletions ? [deletions] : []);
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
        return new LlmFooter(segment, newestMs, entries, frames, index, deletions.Length == 0 ? null : deletions[0]);
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
