using Tta.Agent.SpanMetrics;

namespace Tta.Server.SelfMetrics;

/// <summary>State of the metrics made from spans, as metrics.</summary>
internal static class SpanMetricsSelf
{
    public static void AddTo(ServerMetrics metrics, Func<SpanMetricsStatus> status)
    {
        metrics.Add(new GaugeFamily(
            "tta_span_metrics_sets", "Label sets of the metrics made from spans.",
            () => [("calls", status().CallSets), ("edges", status().EdgeSets)], "kind"));
        metrics.Add(new GaugeFamily(
            "tta_span_metrics_waiting_edges", "Sides of calls that wait for the other side.", () => [("", status().WaitingEdges)]));
        metrics.Add(new GaugeFamily(
            "tta_span_metrics_overflowed_total", "Spans and calls counted in the overflow series.", () => [("", status().OverflowedTotal)], type: "counter"));
        metrics.Add(new GaugeFamily(
            "tta_span_metrics_skipped_total", "Spans not counted because they ended too long ago or in the future.",
            () => [("", status().SkippedTotal)], type: "counter"));
    }
}
