namespace Tta.Model;

/// <summary>A stored span in its object form, for queries and answers. Immutable once built; everything OTLP says about it is here.</summary>
public sealed class Span
{
    /// <summary>Trace it belongs to.</summary>
    public required TraceId TraceId { get; init; }

    /// <summary>Its own id.</summary>
    public required SpanId SpanId { get; init; }

    /// <summary>Parent; the invalid id for a root.</summary>
    public SpanId ParentSpanId { get; init; }

    /// <summary>W3C trace state, "" when absent.</summary>
    public string TraceState { get; init; } = "";

    /// <summary>Operation name.</summary>
    public required string Name { get; init; }

    /// <summary>Kind.</summary>
    public SpanKind Kind { get; init; }

    /// <summary>Start, Unix nanoseconds.</summary>
    public long StartNs { get; init; }

    /// <summary>End, Unix nanoseconds; may lie before the start.</summary>
    public long EndNs { get; init; }

    /// <summary>End minus start, never negative.</summary>
    public long DurationNs => Math.Max(0, EndNs - StartNs);

    /// <summary>Outcome.</summary>
    public SpanStatusCode Status { get; init; }

    /// <summary>Text of the outcome, "" when absent.</summary>
    public string StatusMessage { get; init; } = "";

    /// <summary>W3C flags in bits 0-7; bits 8 and 9 say whether the parent is known to be remote.</summary>
    public uint Flags { get; init; }

    /// <summary>Attributes in the order sent.</summary>
    public IReadOnlyList<KeyValue> Attributes { get; init; } = [];

    /// <summary>Events in the order sent.</summary>
    public IReadOnlyList<SpanEvent> Events { get; init; } = [];

    /// <summary>Links in the order sent.</summary>
    public IReadOnlyList<SpanLink> Links { get; init; } = [];

    /// <summary>Attributes the sender dropped.</summary>
    public uint DroppedAttributesCount { get; init; }

    /// <summary>Events the sender dropped.</summary>
    public uint DroppedEventsCount { get; init; }

    /// <summary>Links the sender dropped.</summary>
    public uint DroppedLinksCount { get; init; }

    /// <summary>What sent the span.</summary>
    public required Resource Resource { get; init; }

    /// <summary>Which library made it.</summary>
    public required Scope Scope { get; init; }

    /// <summary>Finds an attribute of the span itself.</summary>
    public bool TryGetAttribute(string key, out AnyValue value) => KeyValue.TryFind(Attributes, key, out value);
}
