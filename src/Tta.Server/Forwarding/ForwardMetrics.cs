using Tta.Model;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Forwarding;

/// <summary>State of a queue as metrics.</summary>
internal static class ForwardMetrics
{
    public static void AddTo(ServerMetrics metrics, string receiver, Func<ForwardQueueStatus> status, Func<long> shortened, TimeProvider time)
    {
        void Add(string name, string help, Func<ForwardQueueStatus, double> value, string type = "gauge") =>
            metrics.Add(new GaugeFamily(name, help, () => [(receiver, value(status()))], "receiver", type));

        Add("tta_forward_queue_events", "Events that wait to be forwarded.", static s => s.WaitingCount);
        Add("tta_forward_queue_bytes", "Size on disk of what waits.", static s => s.WaitingBytes);
        Add("tta_forward_queue_oldest_seconds", "Age of the oldest event that waits.", s => AgeSeconds(s, time));
        Add("tta_forward_dropped_total", "Events dropped before they were sent, because the queue was full or they were too old.", static s => s.DroppedCount, "counter");
        Add("tta_forward_not_queued_total", "Events not queued, because the disk is full or failing.", static s => s.NotTakenCount, "counter");
        metrics.Add(new GaugeFamily(
            "tta_forward_shortened_total", "Events forwarded without their texts, because they are too large.", () => [(receiver, shortened())], "receiver", "counter"));
    }

    /// <summary>Age of the oldest event that waits; 0 when none does.</summary>
    public static double AgeSeconds(ForwardQueueStatus status, TimeProvider time) =>
        status.OldestMs is { } oldestMs ? Math.Max(0, (time.GetUtcNow().ToUnixTimeMilliseconds() - oldestMs) / 1e3) : 0;
}
