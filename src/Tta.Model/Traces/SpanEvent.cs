namespace Tta.Model;

/// <summary>Something that happened at one moment of a span.</summary>
/// <param name="TimeNs">Unix nanoseconds.</param>
/// <param name="Name">Name; <c>exception</c> for errors.</param>
/// <param name="Attributes">Attributes in the order sent.</param>
/// <param name="DroppedAttributesCount">Attributes the sender dropped.</param>
public sealed record SpanEvent(long TimeNs, string Name, IReadOnlyList<KeyValue> Attributes, uint DroppedAttributesCount = 0);
