using System.Diagnostics.Tracing;

namespace Tta.App.Tests;

/// <summary>
/// What the OpenTelemetry SDK of this process reports about itself, warnings and worse. It drops what it cannot export and says so nowhere else:
/// <c>ForceFlush</c> is true all the same.
/// </summary>
internal sealed class SdkComplaints : EventListener
{
    private readonly List<string> _lines = [];

    public override string ToString()
    {
        lock (_lines)
        {
            return _lines.Count == 0 ? "nothing" : string.Join('\n', _lines);
        }
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name.StartsWith("OpenTelemetry", StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The base constructor enables sources before the fields of this class are set.
        if (_lines is { } lines)
        {
            lock (lines)
            {
                lines.Add($"{eventData.EventName}: {string.Join(", ", eventData.Payload ?? [])}");
            }
        }
    }
}
