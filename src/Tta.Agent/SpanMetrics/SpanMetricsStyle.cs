namespace Tta.Agent.SpanMetrics;

/// <summary>Under which names the metrics of spans are written.</summary>
public enum SpanMetricsStyle
{
    /// <summary>Those of Tempo's metrics generator: <c>traces_spanmetrics_calls_total</c>, <c>traces_spanmetrics_latency</c> in seconds.</summary>
    Tempo,

    /// <summary>Those of the Collector's span metrics connector: <c>traces_span_metrics_calls_total</c>, <c>traces_span_metrics_duration_milliseconds</c>.</summary>
    Connector,
}
