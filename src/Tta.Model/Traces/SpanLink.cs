namespace Tta.Model;

/// <summary>A reference to another span.</summary>
/// <param name="TraceId">Its trace.</param>
/// <param name="SpanId">Its id.</param>
/// <param name="TraceState">W3C trace state, "" when absent.</param>
/// <param name="Attributes">Attributes in the order sent.</param>
/// <param name="DroppedAttributesCount">Attributes the sender dropped.</param>
/// <param name="Flags">As in <see cref="Span.Flags"/>.</param>
public sealed record SpanLink(
    TraceId TraceId, SpanId SpanId, string TraceState, IReadOnlyList<KeyValue> Attributes, uint DroppedAttributesCount = 0, uint Flags = 0);
