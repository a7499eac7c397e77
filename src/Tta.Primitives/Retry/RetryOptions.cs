namespace Tta.Primitives;

/// <summary>When a failed step is tried again, how often, and after which wait.</summary>
public sealed record RetryOptions
{
    internal static readonly RetryOptions Default = new();

    /// <summary>Name in spans and metrics. Default: <c>RetryPrimitive</c>.</summary>
    public string Name { get; init; } = "RetryPrimitive";

    /// <summary>Attempts after the first, 0 or more: 3 means at most 4 attempts. Default: 3.</summary>
    public int MaxRetries { get; init; } = 3;

    /// <summary>How the wait grows. Default: <see cref="BackoffKind.Exponential"/>.</summary>
    public BackoffKind Backoff { get; init; } = BackoffKind.Exponential;

    /// <summary>The first wait, before jitter. Default: 1 s.</summary>
    public TimeSpan BaseDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Growth of an exponential wait, at least 1. Default: 2.</summary>
    public double Factor { get; init; } = 2.0;

    /// <summary>The longest wait, jitter included. Default: 60 s.</summary>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The longest wait that the other side may ask for (<see cref="RetryAfter"/>), also beyond <see cref="MaxDelay"/>. When it asks for
    /// more, the retries end: coming back earlier would be refused. Default: 5 min.
    /// </summary>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Multiplies each wait by a random factor in [0.5, 1.5), so that many clients do not come back at once. Default: true.</summary>
    public bool Jitter { get; init; } = true;

    /// <summary>
    /// Time for all attempts and waits together: no wait is begun that would end after it. Null for no limit. The deadline of the
    /// context limits in the same way. Default: null.
    /// </summary>
    public TimeSpan? MaxElapsed { get; init; }

    /// <summary>
    /// Which errors are worth another attempt. Default: all but those that say they are not transient
    /// (<see cref="IClassifiedError"/>). Cancellation by the caller is never retried.
    /// </summary>
    public Func<Exception, bool> ShouldRetry { get; init; } = static exception => exception is not IClassifiedError { IsTransient: false };

    /// <summary>The wait that the other side asked for. Default: what the exception says (<see cref="IClassifiedError"/>).</summary>
    public Func<Exception, TimeSpan?> RetryAfter { get; init; } = static exception => (exception as IClassifiedError)?.RetryAfter;

    /// <summary>Uniform random numbers in [0, 1) for the jitter. Default: <see cref="Random.Shared"/>.</summary>
    public Func<double> Randomizer { get; init; } = Random.Shared.NextDouble;

    /// <summary>The wait after a failed attempt.</summary>
    /// <param name="failedAttempt">Number of the attempt that failed, from 1.</param>
    /// <returns>0 to <see cref="MaxDelay"/>.</returns>
    public TimeSpan DelayAfter(int failedAttempt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failedAttempt, 1);
        double multiple = Backoff switch
        {
            // Beyond some hundred attempts the power is infinite; no base delay times that would be no number.
            BackoffKind.Exponential => Math.Min(Math.Pow(Factor, failedAttempt - 1), double.MaxValue),
            BackoffKind.Linear => failedAttempt,
            _ => 1,
        };
        double seconds = BaseDelay.TotalSeconds * multiple;
        double limit = MaxDelay.TotalSeconds;
        seconds = Math.Min(seconds, limit);
        seconds = Jitter ? Math.Min(seconds * (0.5 + Randomizer()), limit) : seconds;
        return TimeSpan.FromSeconds(seconds);
    }

    internal RetryOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Name);
        ArgumentOutOfRangeException.ThrowIfNegative(MaxRetries);
        ArgumentOutOfRangeException.ThrowIfLessThan(BaseDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxDelay, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRetryAfter, TimeSpan.Zero);
        TimerRange.ThrowIfBeyond(MaxDelay);
        TimerRange.ThrowIfBeyond(MaxRetryAfter);
        ArgumentOutOfRangeException.ThrowIfLessThan(Factor, 1);
        ArgumentNullException.ThrowIfNull(ShouldRetry);
        ArgumentNullException.ThrowIfNull(RetryAfter);
        ArgumentNullException.ThrowIfNull(Randomizer);
        return this;
    }
}
