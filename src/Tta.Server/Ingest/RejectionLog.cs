using System.Collections.Concurrent;
using Tta.Model;
using Tta.Server.Hosting;

namespace Tta.Server.Ingest;

/// <summary>Logs the first refusal of each reason and protocol per minute, without payload. Thread-safe.</summary>
internal sealed class RejectionLog(ILogger logger, TimeProvider time)
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<(string Protocol, RejectReason Reason), long> _lastTimestamps = new();

    public void Add(string signal, string protocol, RejectReason reason, long count, string? message)
    {
        long now = time.GetTimestamp();
        (string, RejectReason) key = (protocol, reason);
        bool known = _lastTimestamps.TryGetValue(key, out long last);
        if (known && time.GetElapsedTime(last, now) < s_quiet)
        {
            return;
        }

        // Of several threads that come at once, one writes the line.
        if (known ? _lastTimestamps.TryUpdate(key, now, last) : _lastTimestamps.TryAdd(key, now))
        {
            logger.LogWarning(
                ServerEvents.IngestRejected,
                "refused {Count} items of {Signal} by {Protocol} ({Reason}): {Message}; more of these within a minute are only counted",
                count, signal, protocol, reason, message);
        }
    }
}
