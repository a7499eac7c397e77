namespace Tta.Query.TraceQl;

/// <summary>A value at a time.</summary>
/// <param name="TimestampMs">Unix milliseconds.</param>
/// <param name="Value">The value; durations in seconds.</param>
public readonly record struct TraceQlSample(long TimestampMs, double Value);
