// Generic cell rate algorithm (ITU-T I.371, virtual scheduling): one point in time says everything about a token bucket.
// System.Threading.RateLimiting would bring the ASP.NET Core shared framework into every application.

namespace Tta.Primitives;

/// <summary>Hands out permits at an even rate, with a burst; first come, first served. Thread-safe.</summary>
internal sealed class PermitSchedule(double secondsPerPermit, int burst, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private readonly long _origin = timeProvider.GetTimestamp();

    // Seconds after the origin at which every permit handed out so far is paid for.
    private double _paidAt;

    /// <summary>Reserves permits when they are free soon enough.</summary>
    /// <returns>The wait until they are; more than <paramref name="maxWait"/> when nothing was reserved.</returns>
    public TimeSpan Reserve(int permits, TimeSpan maxWait)
    {
        lock (_lock)
        {
            double now = timeProvider.GetElapsedTime(_origin).TotalSeconds;

            // More than a burst at once can never be saved up: it starts as soon as the bucket is full, and is paid for afterwards.
            double allowance = Math.Max(0, burst - permits) * secondsPerPermit;
            double start = Math.Max(_paidAt, now);
            var wait = TimeSpan.FromSeconds(Math.Max(0, start - allowance - now));
            if (wait <= maxWait)
            {
                _paidAt = start + (permits * secondsPerPermit);
            }

            return wait;
        }
    }
}
