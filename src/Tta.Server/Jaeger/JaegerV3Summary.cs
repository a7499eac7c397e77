// Spec: Jaeger api_v3, TraceSummary (v2.19): 64-bit numbers as decimal text, counts as numbers.
using System.Globalization;
using System.Text.Json;
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>One row of a search result: what a trace is about, without its spans.</summary>
internal static class JaegerV3Summary
{
    public static void Write(Utf8JsonWriter writer, Trace trace)
    {
        var ids = new HashSet<SpanId>(trace.Spans.Count);
        var services = new SortedDictionary<string, (int Spans, int Errors)>(StringComparer.Ordinal);
        long startNs = long.MaxValue;
        long endNs = 0;
        int errors = 0;
        foreach (Span span in trace.Spans)
        {
            ids.Add(span.SpanId);
            int failed = span.Status == SpanStatusCode.Error ? 1 : 0;
            (int spans, int failures) = services.GetValueOrDefault(span.Resource.ServiceName);
            services[span.Resource.ServiceName] = (spans + 1, failures + failed);
            errors += failed;
            startNs = Math.Min(startNs, span.StartNs);
            endNs = Math.Max(endNs, Math.Max(span.StartNs, span.EndNs));
        }

        (Span? root, int orphans) = FindRoot(trace.Spans, ids);
        writer.WriteStartObject();
        writer.WriteString("traceId"u8, trace.TraceId.ToString());
        writer.WriteString("rootServiceName"u8, root?.Resource.ServiceName ?? "");
        writer.WriteString("rootOperationName"u8, root?.Name ?? "");
        writer.WriteString("minStartTimeUnixNano"u8, startNs.ToString(CultureInfo.InvariantCulture));
        writer.WriteString("maxEndTimeUnixNano"u8, endNs.ToString(CultureInfo.InvariantCulture));
        writer.WriteNumber("spanCount"u8, trace.Spans.Count);
        writer.WriteNumber("errorSpanCount"u8, errors);
        writer.WriteNumber("orphanSpanCount"u8, orphans);
        writer.WriteStartArray("services"u8);
        foreach ((string name, (int spans, int failures)) in services)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, name);
            writer.WriteNumber("spanCount"u8, spans);
            writer.WriteNumber("errorSpanCount"u8, failures);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The earliest span without a parent; while the root is under way, the earliest one whose parent is not stored.
    private static (Span? Root, int Orphans) FindRoot(IReadOnlyList<Span> spans, HashSet<SpanId> ids)
    {
        Span? root = null;
        Span? standIn = null;
        int orphans = 0;
        foreach (Span span in spans)
        {
            if (!span.ParentSpanId.IsValid)
            {
                root ??= span;
            }
            else if (!ids.Contains(span.ParentSpanId))
            {
                orphans++;
                standIn ??= span;
            }
        }

        return (root ?? standIn, orphans);
    }
}
