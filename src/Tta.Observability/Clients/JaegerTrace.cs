namespace Tta.Observability;

/// <summary>A trace and its spans.</summary>
/// <param name="TraceId">Hex digits.</param>
/// <param name="Spans">The spans, in the order of the server.</param>
public sealed record JaegerTrace(string TraceId, IReadOnlyList<JaegerSpan> Spans);
