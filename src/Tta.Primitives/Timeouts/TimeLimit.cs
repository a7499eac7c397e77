namespace Tta.Primitives;

/// <summary>A token that is cancelled by the caller or by the clock, and knows which of them it was.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _linked;
    private readonly CancellationToken _caller;

    public TimeLimit(TimeSpan limit, TimeProvider timeProvider, CancellationToken caller)
    {
        _caller = caller;
        _timer = new CancellationTokenSource(limit > TimerRange.Longest ? Timeout.InfiniteTimeSpan : limit, timeProvider);
        _linked = CancellationTokenSource.CreateLinkedTokenSource(caller, _timer.Token);
    }

    public CancellationToken Token => _linked.Token;

    /// <summary>True when the time is over and the caller did not cancel.</summary>
    public bool IsExceeded => _timer.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        _linked.Dispose();
        _timer.Dispose();
    }
}
