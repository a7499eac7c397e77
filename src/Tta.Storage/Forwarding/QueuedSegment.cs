namespace Tta.Storage.Forwarding;

/// <summary>What one file of a queue holds.</summary>
internal sealed class QueuedSegment(long number)
{
    public long Number { get; } = number;

    /// <summary>Things in its items.</summary>
    public long Count { get; set; }

    /// <summary>Of these, how many were removed.</summary>
    public long RemovedCount { get; set; }

    public long WaitingCount => Math.Max(0, Count - RemovedCount); // What was removed may have been cut off as damaged since.
}
