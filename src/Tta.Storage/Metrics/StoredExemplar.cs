using Tta.Model;

namespace Tta.Storage.Metrics;

/// <summary>An example observation of a series, with labels such as trace_id that lead to more.</summary>
/// <param name="SeriesLabels">Labels of the series.</param>
/// <param name="Labels">Labels of the exemplar itself.</param>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Value">Observed value.</param>
public sealed record StoredExemplar(Labels SeriesLabels, Labels Labels, long TimeMs, double Value);
