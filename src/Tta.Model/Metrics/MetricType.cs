namespace Tta.Model;

/// <summary>Type of a metric family, as in the exposition formats. The numbers are those of remote write 1.0.</summary>
public enum MetricType
{
    /// <summary>Unknown or untyped.</summary>
    Unknown = 0,

    /// <summary>Only rises, or starts again at zero.</summary>
    Counter = 1,

    /// <summary>Rises and falls.</summary>
    Gauge = 2,

    /// <summary>Counts of observations in buckets.</summary>
    Histogram = 3,

    /// <summary>A histogram whose buckets may fall.</summary>
    GaugeHistogram = 4,

    /// <summary>Quantiles computed by the sender.</summary>
    Summary = 5,

    /// <summary>Constant 1 with information in its labels.</summary>
    Info = 6,

    /// <summary>One of several states.</summary>
    StateSet = 7,
}
