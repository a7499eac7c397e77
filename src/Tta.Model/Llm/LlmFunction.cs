namespace Tta.Model;

/// <summary>How the values of a measure become one. Values that are not known are left out.</summary>
public enum LlmFunction : byte
{
    /// <summary>Number of values.</summary>
    Count,

    /// <summary>Sum; exact for costs.</summary>
    Sum,

    /// <summary>Mean.</summary>
    Avg,

    /// <summary>Least.</summary>
    Min,

    /// <summary>Greatest.</summary>
    Max,

    /// <summary>Median, interpolated between neighbours as all percentiles.</summary>
    P50,

    /// <summary>75th percentile.</summary>
    P75,

    /// <summary>90th percentile.</summary>
    P90,

    /// <summary>95th percentile.</summary>
    P95,

    /// <summary>99th percentile.</summary>
    P99,

    /// <summary>Counts in bins of equal width from the least to the greatest value.</summary>
    Histogram,
}
