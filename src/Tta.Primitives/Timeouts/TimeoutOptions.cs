namespace Tta.Primitives;

/// <summary>How long a step may take.</summary>
public sealed record TimeoutOptions
{
    /// <summary>Name in spans and metrics. Default: <c>TimeoutPrimitive</c>.</summary>
    public string Name { get; init; } = "TimeoutPrimitive";

    /// <summary>Time after which the step is cancelled; more than zero. Default: 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Time that a cancelled step has to end; a result that arrives within it still counts. A step that ignores its cancellation is
    /// left behind after it. Infinite waits for ever. Default: 5 s.
    /// </summary>
    public TimeSpan GracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    internal TimeoutOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Timeout, TimeSpan.Zero);
        TimerRange.ThrowIfBeyond(Timeout);
        if (GracePeriod != System.Threading.Timeout.InfiniteTimeSpan)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(GracePeriod, TimeSpan.Zero);
            TimerRange.ThrowIfBeyond(GracePeriod);
            TimerRange.ThrowIfBeyond(Timeout + GracePeriod);
        }

        return this;
    }
}
