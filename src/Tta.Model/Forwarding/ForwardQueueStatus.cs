namespace Tta.Model;

/// <summary>State of a queue at one moment.</summary>
public sealed record ForwardQueueStatus
{
    /// <summary>Things (events, samples ...) that wait.</summary>
    public required long WaitingCount { get; init; }

    /// <summary>Bytes on disk of the items that wait.</summary>
    public required long WaitingBytes { get; init; }

    /// <summary>When the oldest item was put in, Unix ms; null when nothing waits.</summary>
    public required long? OldestMs { get; init; }

    /// <summary>Things deleted before they were sent since the queue was opened, because the queue was full, they were too old, or the file was damaged.</summary>
    public required long DroppedCount { get; init; }

    /// <summary>Things not taken since the queue was opened, because the disk is full or failing.</summary>
    public required long NotTakenCount { get; init; }

    /// <summary>Why the queue takes nothing now, or null when it does.</summary>
    public required string? UnavailableReason { get; init; }

    /// <summary>What the user must be told: damaged data that was cut, a disk that failed.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}
