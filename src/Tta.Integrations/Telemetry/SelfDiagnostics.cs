using System.Diagnostics.Tracing;

namespace Tta.Integrations;

/// <summary>Keeps what goes wrong inside telemetry away from the application, and reports it to the event source <c>Tta-Integrations</c>.</summary>
[EventSource(Name = "Tta-Integrations")]
internal sealed class SelfDiagnostics : EventSource
{
    private static readonly SelfDiagnostics s_log = new();

    /// <summary>Runs a piece of telemetry: a listener that throws, or content that cannot be written, must not fail a model call.</summary>
    [NonEvent]
    public static void Guard(string operation, Action telemetry)
    {
        try
        {
            telemetry();
        }
        catch (Exception e)
        {
            if (s_log.IsEnabled())
            {
                s_log.TelemetryFailed(operation, e.ToString());
            }
        }
    }

    [Event(1, Level = EventLevel.Error, Message = "Telemetry failed in '{0}'; the call goes on. {1}")]
    private void TelemetryFailed(string operation, string exception) => WriteEvent(1, operation, exception);
}
