namespace Tta.Observability;

/// <summary>The headers by which a trace goes on in another process (<c>OTEL_PROPAGATORS</c>).</summary>
[Flags]
internal enum PropagationFormats
{
    None = 0,

    /// <summary><c>traceparent</c> and <c>tracestate</c>.</summary>
    TraceContext = 1,

    /// <summary><c>baggage</c>.</summary>
    Baggage = 2,

    /// <summary>One header <c>b3</c>.</summary>
    B3 = 4,

    /// <summary>Headers <c>x-b3-*</c>.</summary>
    B3Multi = 8,
}
