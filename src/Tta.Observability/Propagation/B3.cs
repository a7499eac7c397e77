// Spec: B3 propagation (openzipkin/b3-propagation): single header {traceId}-{spanId}-{sampled}[-{parentSpanId}] and the X-B3-* headers.
// Differences: the parent's id is read over; debug (d, or x-b3-flags: 1) is taken as sampled; 64-bit trace ids are filled up with zeros.

using System.Diagnostics;

namespace Tta.Observability;

/// <summary>Reads and writes B3 headers.</summary>
internal static class B3
{
    public const string Single = "b3";
    public const string TraceId = "x-b3-traceid";
    public const string SpanId = "x-b3-spanid";
    public const string Sampled = "x-b3-sampled";
    public const string Flags = "x-b3-flags";

    public static void Write(Activity span, PropagationFormats formats, Action<string, string> setHeader)
    {
        string sampled = span.ActivityTraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? "1" : "0";
        if (formats.HasFlag(PropagationFormats.B3))
        {
            setHeader(Single, $"{span.TraceId}-{span.SpanId}-{sampled}");
        }

        if (formats.HasFlag(PropagationFormats.B3Multi))
        {
            setHeader(TraceId, span.TraceId.ToHexString());
            setHeader(SpanId, span.SpanId.ToHexString());
            setHeader(Sampled, sampled);
        }
    }

    /// <returns>The same as a <c>traceparent</c>; null when there is none, or none that makes sense.</returns>
    public static string? ReadTraceParent(PropagationFormats formats, Func<string, string?> header) =>
        (formats.HasFlag(PropagationFormats.B3) && header(Single)?.Split('-') is [var traceId, var spanId, ..] parts
            ? TraceParent(traceId, spanId, parts.Length > 2 ? parts[2] : null)
            : null)
        ?? (formats.HasFlag(PropagationFormats.B3Multi) && header(TraceId) is { } id && header(SpanId) is { } span
            ? TraceParent(id, span, header(Flags) is "1" ? "d" : header(Sampled))
            : null);

    private static string? TraceParent(string traceId, string spanId, string? sampled)
    {
        string id = traceId.ToLowerInvariant().PadLeft(32, '0');
        string span = spanId.ToLowerInvariant();
        // Undecided means that the receiver decides; a traceparent cannot say so, and a trace too many is better than one too few.
        string flags = sampled is "0" or "false" ? "00" : "01";
        return traceId.Length is 16 or 32 && ActivityContext.TryParse($"00-{id}-{span}-{flags}", null, out _) ? $"00-{id}-{span}-{flags}" : null;
    }
}
