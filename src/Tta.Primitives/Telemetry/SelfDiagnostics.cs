using System.Diagnostics.Tracing;

namespace Tta.Primitives;

/// <summary>Reports what goes wrong inside telemetry itself, which must never reach the application.</summary>
[EventSource(Name = "Tta-Primitives")]
internal sealed class SelfDiagnostics : EventSource
{
    public static readonly SelfDiagnostics Log = new();

    [NonEvent]
    public void TelemetryFailed(string operation, Exception exception)
    {
        if (IsEnabled())
        {
            TelemetryFailed(operation, exception.ToString());
        }
    }

    [Event(1, Level = EventLevel.Error, Message = "A telemetry listener failed in '{0}'; the workflow goes on. {1}")]
    private void TelemetryFailed(string operation, string exception) => WriteEvent(1, operation, exception);
}
