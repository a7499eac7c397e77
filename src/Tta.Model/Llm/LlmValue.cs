namespace Tta.Model;

/// <summary>One value of an aggregation.</summary>
/// <param name="Number">The number; null when no item has a value.</param>
/// <param name="Bins">The bins of a histogram.</param>
public readonly record struct LlmValue(decimal? Number, IReadOnlyList<LlmBin>? Bins = null);
