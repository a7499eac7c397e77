namespace Tta.Storage.Traces;

/// <summary>Sizes of blocks; tests use smaller ones.</summary>
internal sealed record BlockOptions
{
    /// <summary>Rows after which a row group ends with the trace; twice as many end it within one.</summary>
    public int RowsPerGroup { get; init; } = 1024;

    /// <summary>So many blocks of one level become one of the next, or at least half as many when it would be too large.</summary>
    public int CompactCount { get; init; } = 16;

    /// <summary>Most rows of a block made of others.</summary>
    public long MaxRows { get; init; } = 4_000_000;

    /// <summary>Most traces of a block made of others; writing it takes 12 bytes of memory for each.</summary>
    public long MaxTraces { get; init; } = 600_000;

    /// <summary>Largest block made of others, bytes.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>Full segments in memory from which on appends wait for blocks to be written.</summary>
    public int MaxFullSegments { get; init; } = 4;

    /// <summary>Data of a segment of the log, before compression, bytes: what becomes one block.</summary>
    public long SegmentBytes { get; init; } = 4L << 20;

    /// <summary>Decoded sections kept in memory, bytes.</summary>
    public long CacheBytes { get; init; } = 12L << 20;
}
