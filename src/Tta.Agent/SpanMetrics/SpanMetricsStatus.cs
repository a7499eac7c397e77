namespace Tta.Agent.SpanMetrics;

/// <summary>What a <see cref="SpanMetricsGenerator"/> has done.</summary>
/// <param name="CallSets">Label sets of calls.</param>
/// <param name="EdgeSets">Label sets of edges between services.</param>
/// <param name="OverflowedTotal">Spans and calls counted in the overflow series, because there were too many label sets.</param>
/// <param name="SkippedTotal">Spans not counted, because they ended too long ago or in the future.</param>
/// <param name="WaitingEdges">Sides of calls that wait for the other.</param>
public readonly record struct SpanMetricsStatus(int CallSets, int EdgeSets, long OverflowedTotal, long SkippedTotal, int WaitingEdges);
