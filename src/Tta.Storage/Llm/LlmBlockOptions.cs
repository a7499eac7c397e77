namespace Tta.Storage.Llm;

/// <summary>Sizes of blocks, and of what is kept in memory; tests use smaller ones.</summary>
internal sealed record LlmBlockOptions
{
    /// <summary>Plain bytes after which a frame ends.</summary>
    public int FrameBytes { get; init; } = 64 << 10;

    /// <summary>Entries after which a part of the index ends.</summary>
    public int EntriesPerPart { get; init; } = 1024;

    /// <summary>Data of a segment of the log, before compression, bytes: what becomes one block.</summary>
    public long SegmentBytes { get; init; } = 2L << 20;

    /// <summary>Reports in memory, bytes, from which on appends wait for blocks to be written.</summary>
    public long MaxHeadBytes { get; init; } = 16L << 20;

    /// <summary>So many small blocks become one.</summary>
    public int MergedBlocks { get; init; } = 8;

    /// <summary>Size up to which blocks are merged, bytes.</summary>
    public long MergedBytes { get; init; } = 32L << 20;

    /// <summary>Decoded frames kept in memory, bytes.</summary>
    public long CacheBytes { get; init; } = 8L << 20;

    /// <summary>Rows kept in memory, bytes; the others are in a scratch file.</summary>
    public long RowBytes { get; init; } = 8L << 20;

    /// <summary>Rows in memory, because the scratch file cannot be written, from which on appends are refused, bytes.</summary>
    public long RefuseRowBytes { get; init; } = 64L << 20;

    /// <summary>Removed rows from which on the tables are built anew, if they are also more than half of all.</summary>
    public int RemovedRows { get; init; } = 100_000;

    /// <summary>How long the log may hold what was deleted.</summary>
    public TimeSpan DeletedInLog { get; init; } = TimeSpan.FromMinutes(1);
}
