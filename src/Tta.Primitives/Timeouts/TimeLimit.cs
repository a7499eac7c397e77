namespace Tta.Primitives;

/// <summary>A token that is cancelled by the caller or by the clock, and knows which of them it was.</summary>
internal sealed class TimeLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly CancellationTokenRegistration _callerCancels;
    private readonly CancellationToken _caller;

    public TimeLimit(TimeSpan limit, TimeProvider timeProvider, CancellationToken caller)
    {
        _caller = caller;
        _source = new CancellationTokenSource(limit > TimerRange.Longest ? Timeout.InfiniteTimeSpan : limit, timeProvider);
        _callerCancels = caller.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
    }

    public CancellationToken Token => _source.Token;

    /// <summary>True when the time is over and the caller did not cancel.</summary>
    public bool IsExceeded => _source.IsCancellationRequested && !_caller.IsCancellationRequested;

    public void Dispose()
    {
        // First, and waiting for a callback that runs: it must not meet a source that is disposed.
        _callerCancels.Dispose();
        _source.Dispose();
    }
}
