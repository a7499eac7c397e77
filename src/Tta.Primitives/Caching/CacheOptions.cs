namespace Tta.Primitives;

/// <summary>How long and how much a cache keeps.</summary>
/// <typeparam name="TOut">What is kept.</typeparam>
public sealed record CacheOptions<TOut>
{
    internal static readonly CacheOptions<TOut> Default = new();

    /// <summary>Name in spans and metrics. Default: <c>CachePrimitive</c>.</summary>
    public string Name { get; init; } = "CachePrimitive";

    /// <summary>Age at which an entry is no longer used; more than zero. Default: 1 h.</summary>
    public TimeSpan TimeToLive { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Lets <see cref="TimeToLive"/> follow the ages at which entries are asked for again; null for never. Default: null.</summary>
    public AdaptiveTimeToLive? Adaptive { get; init; }

    /// <summary>Entries kept, at least 1; beyond it the least recently used go. Default: 1,000.</summary>
    public int MaxEntries { get; init; } = 1000;

    /// <summary>Bytes kept, as told by <see cref="SizeOf"/>; beyond it the least recently used go. Default: no limit.</summary>
    public long MaxBytes { get; init; } = long.MaxValue;

    /// <summary>Size of a value in bytes, for <see cref="MaxBytes"/> and the metric <c>cache.size</c>; null counts keys only. Default: null.</summary>
    public Func<TOut, long>? SizeOf { get; init; }

    /// <summary>
    /// Longest wait for a result that another caller's execution of the step is about to give; then the step runs once more. More than zero,
    /// or infinite. Default: 1 min.
    /// </summary>
    public TimeSpan MaxJoinWait { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// What making a value cost, US dollars, 0 or more: each hit spares it, which <c>cache_savings_usd_total</c> counts; null counts nothing. Must not throw.
    /// Default: null.
    /// </summary>
    public Func<TOut, double>? CostUsd { get; init; }

    /// <summary>Clock of the ages and of <see cref="MaxJoinWait"/>: a cache outlives the contexts that use it. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>A cache shared with other processes, asked when the one in memory has nothing; null for none. Default: null.</summary>
    public SharedCacheOptions<TOut>? Shared { get; init; }

    internal CacheOptions<TOut> Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(TimeToLive, TimeSpan.Zero);
        Adaptive?.Validated(TimeToLive);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxEntries, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxBytes, 1);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        if (MaxJoinWait != Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxJoinWait, TimeSpan.Zero);
            TimerRange.ThrowIfBeyond(MaxJoinWait);
        }

        return this;
    }
}
