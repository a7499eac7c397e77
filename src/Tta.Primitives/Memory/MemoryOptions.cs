namespace Tta.Primitives;

/// <summary>How much a memory keeps.</summary>
public sealed record MemoryOptions
{
    internal static readonly MemoryOptions Default = new();

    /// <summary>Entries kept, at least 1; beyond it the least recently used go. Default: 1,000.</summary>
    public int MaxEntries { get; init; } = 1000;

    /// <summary>
    /// Characters of text kept over all entries, at least 1; beyond it the least recently used go, and a text that alone is longer is not kept.
    /// Default: 16 Mi.
    /// </summary>
    public long MaxChars { get; init; } = 16 * 1024 * 1024;

    /// <summary>Age at which an entry is forgotten; null for never. Default: null.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>Clock of the ages. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal MemoryOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxChars, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimeToLive ?? TimeSpan.MaxValue, TimeSpan.Zero);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return this;
    }
}
