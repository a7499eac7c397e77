namespace Tta.Query.TraceQl;

/// <summary>What a query looked at.</summary>
/// <param name="InspectedTraces">Traces read from the source.</param>
/// <param name="InspectedSpans">Spans of those traces.</param>
public readonly record struct TraceQlStatistics(long InspectedTraces, long InspectedSpans);
