namespace Tta.Query.TraceQl;

/// <summary>Spans of one service in one trace.</summary>
/// <param name="SpanCount">All of them.</param>
/// <param name="ErrorCount">Those with error status.</param>
public readonly record struct TraceQlServiceStats(int SpanCount, int ErrorCount);
