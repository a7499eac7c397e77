namespace Tta.Query.TraceQl;

/// <summary>Parts of a span or its trace that are no attributes.</summary>
internal enum Intrinsic : byte
{
    None,
    Duration,
    Name,
    Status,
    StatusMessage,
    Kind,
    ChildCount,
    TraceRootService,
    TraceRootSpan,
    TraceDuration,
    NestedSetLeft,
    NestedSetRight,
    NestedSetParent,
    EventName,
    EventTimeSinceStart,
    LinkSpanId,
    LinkTraceId,
    InstrumentationName,
    InstrumentationVersion,
    Parent,
    TraceId,
    SpanId,
    ParentId,
}
