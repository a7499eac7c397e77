// Generic cell rate algorithm (ITU-T I.371, virtual scheduling): one point in time says everything about a token bucket.
// System.Threading.RateLimiting would bring the ASP.NET Core shared framework into every application.

using System.Diagnostics.CodeAnalysis;

namespace Tta.Primitives;

/// <summary>
/// Hands out permits at an even rate, with a burst; first come, first served. Those who wait stand in a queue and pay when it is their
/// turn, so that one who leaves takes nothing along and the others move up. Thread-safe.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "The timer lives while somebody waits; the last one to leave disposes of it.")]
internal sealed class PermitQueue(double secondsPerPermit, int burst, TimeProvider timeProvider)
{
    // Timers fire late; what they are late by is not lost to the rate.
    private const double TimerSlackSeconds = 0.1;
    private const double ToleranceSeconds = 1e-6;

    private readonly Lock _lock = new();
    private readonly long _origin = timeProvider.GetTimestamp();
    private readonly double _timestampsPerSecond = timeProvider.TimestampFrequency;
    private readonly LinkedList<PermitWaiter> _waiting = [];
    private ITimer? _timer;
    private long _waitingPermits;

    // Seconds after the origin at which every permit handed out so far is paid for.
    private double _paidAt;

    private double NowSeconds => (timeProvider.GetTimestamp() - _origin) / _timestampsPerSecond;

    /// <summary>Takes permits, or a place in the queue when they are free soon enough.</summary>
    /// <param name="permits">At least 1.</param>
    /// <param name="maxWait">Beyond it nothing is taken.</param>
    /// <param name="waiter">The place in the queue; null when the permits are taken or refused.</param>
    /// <returns>The wait as it looks now: zero when the permits are taken, more than <paramref name="maxWait"/> when they are refused.</returns>
    public TimeSpan Enter(int permits, TimeSpan maxWait, out PermitWaiter? waiter)
    {
        waiter = null;
        lock (_lock)
        {
            double now = NowSeconds;
            ServeDue(now);
            double start = Math.Max(_paidAt, now) + (_waitingPermits * secondsPerPermit);
            double wait = start - Allowance(permits) - now;
            if (wait <= 0 && _waiting.Count == 0)
            {
                _paidAt = start + (permits * secondsPerPermit);
                return TimeSpan.Zero;
            }

            var expected = TimeSpan.FromSeconds(Math.Max(wait, ToleranceSeconds));
            if (expected <= maxWait)
            {
                waiter = new PermitWaiter(permits, now);
                _waiting.AddLast(waiter.Place);
                _waitingPermits += permits;
                Arm(now);
            }

            return expected;
        }
    }

    /// <summary>Leaves the queue; nothing happens when the permits are already taken.</summary>
    public void Leave(PermitWaiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Place.List is null)
            {
                return;
            }

            Remove(waiter);
            double now = NowSeconds;
            ServeDue(now);
            Arm(now);
        }
    }

    private void OnTimer()
    {
        lock (_lock)
        {
            double now = NowSeconds;
            ServeDue(now);
            Arm(now);
        }
    }

    private void ServeDue(double now)
    {
        while (_waiting.First?.Value is { } first && DueAt(first) <= now + ToleranceSeconds)
        {
            Remove(first);
            _paidAt = Math.Max(_paidAt, now - TimerSlackSeconds) + (first.Permits * secondsPerPermit);
            first.Serve(TimeSpan.FromSeconds(now - first.ArrivedAtSeconds));
        }
    }

    private void Arm(double now)
    {
        if (_waiting.First?.Value is not { } first)
        {
            _timer?.Dispose();
            _timer = null;
            return;
        }

        // Timers count whole milliseconds and would cut off the rest.
        var wait = TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling((DueAt(first) - now) * 1000), TimerRange.Longest.TotalMilliseconds));
        _timer ??= timeProvider.CreateTimer(
            static queue => ((PermitQueue)queue!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    private void Remove(PermitWaiter waiter)
    {
        _waiting.Remove(waiter.Place);
        _waitingPermits -= waiter.Permits;
    }

    private double DueAt(PermitWaiter waiter) => _paidAt - Allowance(waiter.Permits);

    // More than a burst at once can never be saved up: it starts as soon as the bucket is full, and is paid for afterwards.
    private double Allowance(int permits) => Math.Max(0, burst - permits) * secondsPerPermit;
}
