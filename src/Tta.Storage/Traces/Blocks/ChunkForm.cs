namespace Tta.Storage.Traces.Blocks;

/// <summary>First byte of a chunk (docs/formats/traces-block.md).</summary>
internal static class ChunkForm
{
    /// <summary>All values are the same; it follows once, as uvarint or block.</summary>
    public const byte Constant = 0;

    /// <summary>Numbers as uvarints.</summary>
    public const byte Varint = 1;

    /// <summary>Numbers of eight bytes.</summary>
    public const byte Fixed = 2;

    /// <summary>Lengths as uvarints, then all bytes.</summary>
    public const byte Plain = 3;

    /// <summary>Distinct values as blocks, then a code of one byte per value.</summary>
    public const byte Dictionary = 4;

    /// <summary>The same with codes of two bytes.</summary>
    public const byte WideDictionary = 5;

    public const int MaxDictionary = 1 << 16;
}
