namespace Tta.Storage.Llm.Reports;

/// <summary>Where the reports about a thing stand: nowhere, in the head, or in a block.</summary>
internal readonly record struct Location(long Value)
{
    private const long HeadBit = 1L << 62;
    private const long BlockBit = 1L << 61;
    private const int OffsetBits = 28;
    private const int EntryBits = 12;
    private const int FrameBits = 22;

    /// <summary>Entries that a frame of a block may have.</summary>
    public const int MaxEntries = 1 << EntryBits;

    public static Location None => default;

    public bool IsInHead => (Value & HeadBit) != 0;

    public bool IsInBlock => (Value & BlockBit) != 0;

    public int Page => (int)((Value & ~HeadBit) >> OffsetBits);

    public int Offset => (int)(Value & ((1L << OffsetBits) - 1));

    /// <summary>Number of the block.</summary>
    public int Block => (int)((Value & ~BlockBit) >> (EntryBits + FrameBits));

    /// <summary>Frame within the block.</summary>
    public int Frame => (int)((Value >> EntryBits) & ((1 << FrameBits) - 1));

    /// <summary>Entry within the frame.</summary>
    public int Entry => (int)(Value & (MaxEntries - 1));

    public static Location InHead(int page, int offset) => new(HeadBit | ((long)page << OffsetBits) | (uint)offset);

    public static Location InBlock(long block, int frame, int entry) => new(BlockBit | (block << (EntryBits + FrameBits)) | ((long)frame << EntryBits) | (uint)entry);
}
