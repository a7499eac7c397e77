// Spec: docs/formats/blocks.md, section "Section reference".
using Tta.Storage.Wal;

namespace Tta.Storage.Blocks;

/// <summary>References to sections as footers hold them.</summary>
internal static class SectionReference
{
    public static void Write(ByteWriter into, BlockSection section)
    {
        into.WriteVarint((ulong)section.Offset);
        into.WriteVarint((uint)section.PlainBytes);
        into.WriteVarint((uint)(section.PlainBytes - section.StoredBytes));
        into.WriteFixed32(section.Checksum);
    }

    /// <exception cref="InvalidDataException">The numbers make no sense.</exception>
    public static BlockSection Read(ref SectionReader reader)
    {
        long offset = (long)reader.Number();
        int plain = reader.Index(Array.MaxLength);
        int saved = reader.Index(plain + 1);
        return offset >= 0 ? new BlockSection(offset, plain - saved, plain, reader.Fixed32()) : throw reader.Damaged();
    }
}
