using Tta.Agent.Forwarding;
using Tta.Server.Hosting;
using Tta.Server.Ingest;
using Tta.Server.SelfMetrics;

namespace Tta.Server.Forwarding;

/// <summary>Counts what forwarders do, and logs what goes wrong once per minute and reason. Thread-safe.</summary>
internal sealed class ForwardMeter(ServerMetrics metrics, string receiver, ILogger logger, TimeProvider time) : IForwardObserver
{
    private readonly Counter _sent = metrics.Add(new CounterFamily("tta_forward_sent_total", "Events that the receiver took.", "receiver")).With(receiver);
    private readonly CounterFamily _refused = metrics.Add(
        new CounterFamily("tta_forward_refused_total", "Events that the receiver refused for good.", "receiver", "reason"));

    private readonly CounterFamily _failed = metrics.Add(new CounterFamily("tta_forward_failures_total", "Requests that failed and were tried again.", "receiver", "reason"));
    private readonly QuietPeriod<string> _quiet = new(time);

    public void Sent(int count) => _sent.Add(count);

    public void Refused(string reason, int count)
    {
        _refused.With(receiver, reason).Add(count);
        if (_quiet.TryEnter("refused " + reason))
        {
            logger.LogWarning(
                ServerEvents.ForwardRefused, "{Receiver} refused {Count} events for good ({Reason}); more of these within a minute are only counted", receiver, count, reason);
        }
    }

    public void Failed(string reason, string message)
    {
        _failed.With(receiver, reason).Add(1);
        if (_quiet.TryEnter(reason))
        {
            logger.LogWarning(ServerEvents.ForwardFailed, "{Message}; nothing is lost, it is tried again", message);
        }
    }
}
