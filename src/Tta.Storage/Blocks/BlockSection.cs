namespace Tta.Storage.Blocks;

/// <summary>Where a section of a block stands and how it is checked.</summary>
/// <param name="Offset">Offset in the file.</param>
/// <param name="StoredBytes">Length in the file.</param>
/// <param name="PlainBytes">Length after decompression; the same as stored when the section is not compressed.</param>
/// <param name="Checksum">CRC-32C of the stored bytes.</param>
internal readonly record struct BlockSection(long Offset, int StoredBytes, int PlainBytes, uint Checksum)
{
    public bool IsCompressed => StoredBytes != PlainBytes;
}
