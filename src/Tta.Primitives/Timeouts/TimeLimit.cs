namespace Tta.Primitives;

/// <summary>A token that is cancelled by the caller or by the clock, and knows which of them it was.</summary>
/// <remarks>
/// On the system's clock the source with its timer is used again and again, but only where its token stayed among our own code. What a
/// step was given it may keep, and a source that serves another execution by then would cancel the wrong work: a step that sees its
/// token has one made for it alone, without a timer.
/// </remarks>
internal readonly struct TimeLimit : IDisposable
{
    [ThreadStatic]
    private static CancellationTokenSource? t_idle;

    private readonly CancellationTokenSource _clock;
    private readonly CancellationTokenSource? _seen;
    private readonly CancellationTokenRegistration _clockCancels;
    private readonly CancellationTokenRegistration _callerCancels;
    private readonly CancellationToken _caller;
    private readonly bool _isReusable;

    private TimeLimit(CancellationTokenSource clock, CancellationTokenSource? seen, bool isReusable, CancellationToken caller)
    {
        _clock = clock;
        _seen = seen;
        _isReusable = isReusable;
        _caller = caller;
        _clockCancels = seen is null ? default : Cancel(seen, clock.Token);
        _callerCancels = Cancel(clock, caller);
    }

    /// <summary>Starts a limit now.</summary>
    /// <param name="limit">Less than a millisecond is over at once.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="isSeen">Whether <see cref="Token"/> reaches code that is not ours.</param>
    /// <param name="caller">Cancels too.</param>
    public static TimeLimit Start(TimeSpan limit, TimeProvider timeProvider, bool isSeen, CancellationToken caller)
    {
        TimeSpan wait = limit > TimerRange.Longest ? Timeout.InfiniteTimeSpan : limit;
        if (timeProvider != TimeProvider.System || limit.Ticks < TimeSpan.TicksPerMillisecond)
        {
            return new TimeLimit(new CancellationTokenSource(wait, timeProvider), seen: null, isReusable: false, caller);
        }

        CancellationTokenSource clock = t_idle ?? new CancellationTokenSource();
        t_idle = null;
        clock.CancelAfter(wait);
        return new TimeLimit(clock, isSeen ? new CancellationTokenSource() : null, isReusable: true, caller);
    }

    public CancellationToken Token => (_seen ?? _clock).Token;

    /// <summary>True when the time is over and the caller did not cancel.</summary>
    public bool IsExceeded => _clock.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>Ends the time now.</summary>
    public void End() => _clock.Cancel();

    public void Dispose()
    {
        // First, and waiting for a callback that runs: it must not meet a source that is disposed or serves somebody else.
        _callerCancels.Dispose();
        _clockCancels.Dispose();
        _seen?.Dispose();
        if (_isReusable && t_idle is null && _clock.TryReset())
        {
            t_idle = _clock;
        }
        else
        {
            _clock.Dispose();
        }
    }

    private static CancellationTokenRegistration Cancel(CancellationTokenSource source, CancellationToken with) =>
        with.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), source);
}
