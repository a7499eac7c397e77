using System.Collections.Concurrent;

namespace Tta.Server.Ingest;

/// <summary>Lets each key through once a minute: for log lines of which there could be many. Thread-safe.</summary>
internal sealed class QuietPeriod<TKey>(TimeProvider time)
    where TKey : notnull
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<TKey, long> _lastTimestamps = new();

    /// <summary>True for the first that comes with a key within a minute.</summary>
    public bool TryEnter(TKey key)
    {
        long now = time.GetTimestamp();
        bool known = _lastTimestamps.TryGetValue(key, out long last);
        if (known && time.GetElapsedTime(last, now) < s_quiet)
        {
            return false;
        }

        // Of several threads that come at once, one is let through.
        return known ? _lastTimestamps.TryUpdate(key, now, last) : _lastTimestamps.TryAdd(key, now);
    }
}
