namespace Tta.Wire.Prometheus;

/// <summary>What the name of a metric depends on.</summary>
internal enum MetricNameKind
{
    Other,
    Gauge,
    MonotonicCounter,
}
