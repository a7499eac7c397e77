namespace Tta.Model;

/// <summary>Which series to list.</summary>
/// <param name="MatcherSets">A series must satisfy all matchers of at least one set; no set at all = every series.</param>
/// <param name="StartMs">First Unix millisecond, inclusive.</param>
/// <param name="EndInclusiveMs">Last Unix millisecond, inclusive.</param>
/// <param name="Limit">At most so many results; 0 = no limit.</param>
public sealed record SeriesFilter(IReadOnlyList<IReadOnlyList<LabelMatcher>> MatcherSets, long StartMs, long EndInclusiveMs, int Limit = 0);
