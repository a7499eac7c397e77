namespace Tta.Observability;

/// <summary>Answer to a metric query.</summary>
/// <param name="Type"><c>vector</c>, <c>matrix</c>, <c>scalar</c> or <c>string</c>. A scalar is one series without labels.</param>
/// <param name="Series">The series.</param>
/// <param name="Warnings">What the server had to leave out or wants to be known.</param>
public sealed record MetricResult(string Type, IReadOnlyList<MetricSeries> Series, IReadOnlyList<string> Warnings);
