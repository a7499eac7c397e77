namespace Tta.Query.TraceQl;

/// <summary>Answer of a metrics query.</summary>
/// <param name="Series">Series with at least one sample, by labels.</param>
/// <param name="Statistics">What was looked at.</param>
/// <param name="Warnings">Texts for the user; empty when the result is complete.</param>
/// <param name="Truncated">True when the series limit left series out.</param>
public sealed record TraceQlMetricsResult(
    IReadOnlyList<TraceQlSeries> Series, TraceQlStatistics Statistics, IReadOnlyList<string> Warnings, bool Truncated);
