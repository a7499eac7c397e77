using Tta.Model;

namespace Tta.Storage;

/// <summary>State of a store at one moment, for the status page and its metrics.</summary>
public sealed record StoreStatus
{
    /// <summary>What the store holds.</summary>
    public required Signal Signal { get; init; }

    /// <summary>Samples, spans, log entries or model calls held now.</summary>
    public required long ItemCount { get; init; }

    /// <summary>Series or streams held now; traces for the trace store, model calls for the LLM store.</summary>
    public required long SeriesCount { get; init; }

    /// <summary>Size of the log on disk, bytes.</summary>
    public required long WalBytes { get; init; }

    /// <summary>What the log holds, before compression, bytes; the retention by size counts this.</summary>
    public required long DataBytes { get; init; }

    /// <summary>Number of segments of the log.</summary>
    public required int SegmentCount { get; init; }

    /// <summary>Number of blocks besides the log; 0 for stores without blocks.</summary>
    public int BlockCount { get; init; }

    /// <summary>Size of the blocks on disk, bytes.</summary>
    public long BlockBytes { get; init; }

    /// <summary>Size of the scratch file on disk that holds rows which are not in memory, bytes; 0 for stores without one.</summary>
    public long ScratchBytes { get; init; }

    /// <summary>Items accepted since the store was opened.</summary>
    public required long AppendedItemsTotal { get; init; }

    /// <summary>Items refused since the store was opened, by reason.</summary>
    public required IReadOnlyDictionary<RejectReason, long> RejectedItemsTotal { get; init; }

    /// <summary>Records read when the store was opened.</summary>
    public required long ReplayedRecords { get; init; }

    /// <summary>How long that took, milliseconds.</summary>
    public required double ReplayMs { get; init; }

    /// <summary>What the user must be told: damaged data that was cut, a disk that failed.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>Why the store refuses data now, or null when it takes data.</summary>
    public required string? UnavailableReason { get; init; }
}
