namespace Tta.Model;

/// <summary>Which samples to read.</summary>
/// <param name="Matchers">All must hold.</param>
/// <param name="StartMs">First Unix millisecond, inclusive.</param>
/// <param name="EndInclusiveMs">Last Unix millisecond, inclusive.</param>
/// <param name="MaxSamples">Refuse to load more samples than this; 0 = no limit.</param>
public sealed record MetricSelection(IReadOnlyList<LabelMatcher> Matchers, long StartMs, long EndInclusiveMs, long MaxSamples = 0);
