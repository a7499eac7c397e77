using System.Diagnostics.Tracing;

namespace Tta.Observability;

/// <summary>
/// Hears from the OTLP exporter why an export failed; its result does not say. The exporter reports on the thread that exports.
/// </summary>
internal sealed class ExportFailures : EventListener
{
    private const string Source = "OpenTelemetry-Exporter-OpenTelemetryProtocol";
    private static readonly Lazy<ExportFailures> s_listener = new(static () => new ExportFailures());

    [ThreadStatic]
    private static string? t_cause;

    private ExportFailures()
    {
    }

    /// <summary>Begins to listen, once for the process.</summary>
    public static void Listen() => _ = s_listener.Value;

    /// <summary>Why the last export of this thread failed, or null; forgets it.</summary>
    public static string? TakeCause()
    {
        string? cause = t_cause;
        t_cause = null;
        return cause;
    }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (string.Equals(eventSource.Name, Source, StringComparison.Ordinal))
        {
            EnableEvents(eventSource, EventLevel.Warning);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // The last argument is the exception or the answer, as text; its first line is the message behind the type.
        if (eventData.Payload is [.., string { Length: > 0 } text])
        {
            int end = text.AsSpan().IndexOfAny('\r', '\n');
            string line = end < 0 ? text : text[..end];
            int colon = line.IndexOf(": ", StringComparison.Ordinal);
            t_cause = colon < 0 || line.AsSpan(0, colon).Contains(' ') ? line : line[(colon + 2)..];
        }
    }
}
