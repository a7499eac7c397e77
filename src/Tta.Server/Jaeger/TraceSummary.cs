// Spec: Jaeger api_v3, TraceSummary (v2.19), of the adjusted trace.
using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>One row of a search result: what a trace is about, without its spans.</summary>
/// <param name="TraceId">The trace.</param>
/// <param name="Root">The earliest span without a parent; while it is under way, the earliest one whose parent is not stored.</param>
/// <param name="StartNs">Start of the earliest span, Unix nanoseconds.</param>
/// <param name="EndNs">End of the last span, Unix nanoseconds.</param>
/// <param name="Spans">How many.</param>
/// <param name="Errors">How many of them have error status.</param>
/// <param name="Orphans">How many name a parent that is not stored.</param>
/// <param name="Services">Spans and errors of each service, by name.</param>
internal sealed record TraceSummary(
    TraceId TraceId, Span? Root, long StartNs, long EndNs, int Spans, int Errors, int Orphans, IReadOnlyList<(string Name, int Spans, int Errors)> Services)
{
    public static TraceSummary Of(Trace stored)
    {
        Trace trace = TraceAdjuster.Adjust(stored);
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
        return new TraceSummary(
            trace.TraceId, root, startNs, endNs, trace.Spans.Count, errors, orphans,
            [.. services.Select(static service => (service.Key, service.Value.Spans, service.Value.Errors))]);
    }

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
