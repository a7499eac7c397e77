namespace Tta.Observability;

/// <summary>A value at a time.</summary>
/// <param name="Time">The time.</param>
/// <param name="Value">The value; may be NaN or infinite.</param>
public readonly record struct MetricSample(DateTimeOffset Time, double Value);
