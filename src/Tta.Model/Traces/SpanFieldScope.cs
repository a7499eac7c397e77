namespace Tta.Model;

/// <summary>Where a field of a span is looked up.</summary>
public enum SpanFieldScope
{
    /// <summary>The span's attributes, then its resource's.</summary>
    Any,

    /// <summary>Attributes of the span.</summary>
    Span,

    /// <summary>Attributes of the resource.</summary>
    Resource,

    /// <summary>Attributes of any event of the span.</summary>
    Event,

    /// <summary>Attributes of any link of the span.</summary>
    Link,

    /// <summary>Attributes of the instrumentation scope.</summary>
    Instrumentation,

    /// <summary>A part of the span or its trace that is no attribute; see <see cref="SpanField.Key"/>.</summary>
    Intrinsic,
}
