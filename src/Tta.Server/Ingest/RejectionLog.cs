using Tta.Model;
using Tta.Server.Hosting;

namespace Tta.Server.Ingest;

/// <summary>Logs the first refusal of each reason and protocol per minute, without payload. Thread-safe.</summary>
internal sealed class RejectionLog(ILogger logger, TimeProvider time)
{
    private readonly QuietPeriod<(string Protocol, RejectReason Reason)> _quiet = new(time);

    public void Add(string signal, string protocol, RejectReason reason, long count, string? message)
    {
        if (_quiet.TryEnter((protocol, reason)))
        {
            logger.LogWarning(
                ServerEvents.IngestRejected,
                "refused {Count} items of {Signal} by {Protocol} ({Reason}): {Message}; more of these within a minute are only counted",
                count, signal, protocol, reason, message);
        }
    }
}
