using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>A series of a range vector or of a range query.</summary>
/// <param name="Labels">Labels.</param>
/// <param name="TimesMs">Unix milliseconds, rising.</param>
/// <param name="Values">One value per time.</param>
public sealed record MatrixSeries(Labels Labels, long[] TimesMs, double[] Values);
