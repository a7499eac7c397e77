namespace Tta.Agent.SpanMetrics;

/// <summary>One series of each label set of a table.</summary>
/// <param name="Name">Metric name, UTF-8.</param>
/// <param name="Bound">Value of the label <c>le</c>, UTF-8; null for a series that is no bucket.</param>
/// <param name="IsFirstBucket">True where the running sum of a histogram begins.</param>
internal sealed record SeriesSlot(byte[] Name, byte[]? Bound = null, bool IsFirstBucket = false);
