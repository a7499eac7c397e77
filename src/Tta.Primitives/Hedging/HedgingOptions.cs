namespace Tta.Primitives;

/// <summary>When a second attempt runs beside a slow first one.</summary>
public sealed record HedgingOptions
{
    internal static readonly HedgingOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>HedgingPrimitive</c>.</summary>
    public string Name { get; init; } = "HedgingPrimitive";

    /// <summary>Attempts beside the first, 1 to 10. Default: 1.</summary>
    public int MaxHedgedAttempts { get; init; } = 1;

    /// <summary>Time without a result after which the next attempt starts; zero starts all at once. Default: 2 s.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Which errors start the next attempt at once; others are thrown. Default: all but cancellations.</summary>
    public Func<Exception, bool> ShouldHedge { get; init; } = static exception => exception is not OperationCanceledException;

    /// <summary>Clock of the delay. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal HedgingOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxHedgedAttempts, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxHedgedAttempts, 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(Delay, TimeSpan.Zero);
        TimerRange.ThrowIfBeyond(Delay);
        ArgumentNullException.ThrowIfNull(ShouldHedge);
        ArgumentNullException.ThrowIfNull(TimeProvider);
        return this;
    }
}
