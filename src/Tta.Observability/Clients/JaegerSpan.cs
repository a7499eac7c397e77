namespace Tta.Observability;

/// <summary>A span as Jaeger shows it.</summary>
/// <param name="TraceId">Hex digits.</param>
/// <param name="SpanId">Hex digits.</param>
/// <param name="ParentSpanId">Hex digits; null for a root.</param>
/// <param name="OperationName">Name of the span.</param>
/// <param name="ServiceName">Service it belongs to.</param>
/// <param name="Start">When it began.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Tags">Its attributes, as text.</param>
public sealed record JaegerSpan(
    string TraceId,
    string SpanId,
    string? ParentSpanId,
    string OperationName,
    string ServiceName,
    DateTimeOffset Start,
    TimeSpan Duration,
    IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Whether it failed.</summary>
    public bool IsError => Tags.TryGetValue("error", out string? error) && string.Equals(error, "true", StringComparison.OrdinalIgnoreCase);
}
