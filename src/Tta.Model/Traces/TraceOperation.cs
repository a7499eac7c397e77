namespace Tta.Model;

/// <summary>An operation name with the kind of its spans.</summary>
/// <param name="Name">Span name.</param>
/// <param name="Kind">Kind.</param>
public readonly record struct TraceOperation(string Name, SpanKind Kind);
