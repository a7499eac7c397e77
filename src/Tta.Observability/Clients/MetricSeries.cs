namespace Tta.Observability;

/// <summary>Values of one label set.</summary>
/// <param name="Labels">The labels; <c>__name__</c> is the metric's name where the query keeps it.</param>
/// <param name="Samples">The values in order of time; one for an instant query.</param>
public sealed record MetricSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<MetricSample> Samples);
