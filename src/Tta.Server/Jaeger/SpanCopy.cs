using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>A span with some of its values changed.</summary>
internal static class SpanCopy
{
    /// <summary>Copies a span. A shift moves its start, end and events; a warning is added to those it has.</summary>
    public static Span With(
        Span span, SpanId? spanId = null, SpanId? parentSpanId = null, long shiftNs = 0, IReadOnlyList<KeyValue>? attributes = null,
        IReadOnlyList<SpanLink>? links = null, Resource? resource = null, string? warning = null) => new()
    {
        TraceId = span.TraceId,
        SpanId = spanId ?? span.SpanId,
        ParentSpanId = parentSpanId ?? span.ParentSpanId,
        TraceState = span.TraceState,
        Name = span.Name,
        Kind = span.Kind,
        StartNs = span.StartNs + shiftNs,
        EndNs = span.EndNs == 0 ? 0 : span.EndNs + shiftNs,
        Status = span.Status,
        StatusMessage = span.StatusMessage,
        Flags = span.Flags,
        Attributes = warning is null ? attributes ?? span.Attributes : SpanWarnings.Add(attributes ?? span.Attributes, warning),
        Events = shiftNs == 0 ? span.Events : [.. span.Events.Select(happened => happened with { TimeNs = happened.TimeNs + shiftNs })],
        Links = links ?? span.Links,
        DroppedAttributesCount = span.DroppedAttributesCount,
        DroppedEventsCount = span.DroppedEventsCount,
        DroppedLinksCount = span.DroppedLinksCount,
        Resource = resource ?? span.Resource,
        Scope = span.Scope,
    };
}
