namespace Tta.Wire.Exposition;

/// <summary>Formats in which targets expose metrics.</summary>
public enum ExpositionFormat
{
    /// <summary>Prometheus text 0.0.4 and 1.0.0.</summary>
    PrometheusText,

    /// <summary>OpenMetrics text 1.0.0.</summary>
    OpenMetricsText,

    /// <summary>Length-delimited protobuf.</summary>
    Protobuf,
}
