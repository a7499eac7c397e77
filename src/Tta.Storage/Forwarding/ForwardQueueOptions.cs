namespace Tta.Storage.Forwarding;

/// <summary>How much a queue keeps, and how long.</summary>
public sealed record ForwardQueueOptions
{
    /// <summary>Name of the receiver; the queue lies in a folder of this name below <c>forward</c> in the data directory.</summary>
    public required string Name { get; init; }

    /// <summary>Size of the waiting items, before compression, above which the oldest are dropped, bytes. Default 1 GiB.</summary>
    public long MaxBytes { get; init; } = 1L << 30;

    /// <summary>Items older than this, seen from the newest, are dropped. Default 7 days.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(7);
}
