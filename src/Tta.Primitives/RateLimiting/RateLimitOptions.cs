namespace Tta.Primitives;

/// <summary>How often a step may start.</summary>
/// <typeparam name="TIn">What the step takes.</typeparam>
public sealed record RateLimitOptions<TIn>
{
    /// <summary>Name in spans and metrics. Default: <c>RateLimitPrimitive</c>.</summary>
    public string Name { get; init; } = "RateLimitPrimitive";

    /// <summary>Permits that come back in each <see cref="Window"/>, at least 1.</summary>
    public required int Permits { get; init; }

    /// <summary>Time in which <see cref="Permits"/> come back, evenly; more than zero. Default: 1 s.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Permits that may be saved up and used at once, at least 1. Default: 1 window's worth.</summary>
    public int? Burst { get; init; }

    /// <summary>
    /// Longest wait for permits; a call that would wait longer, or beyond the deadline of its context, is refused at once. Default: 30 s.
    /// </summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Permits that an input takes, such as its tokens; at least 1 is taken. Null for 1. Default: null.</summary>
    public Func<TIn, int>? PermitsOf { get; init; }

    /// <summary>Clock of the permits: a limit outlives the contexts that use it. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal RateLimitOptions<TIn> Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(Permits, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(Burst ?? 1, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxWait, TimeSpan.Zero);
        TimerRange.ThrowIfBeyond(MaxWait);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return this;
    }
}
