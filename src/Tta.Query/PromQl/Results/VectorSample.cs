using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>A sample of an instant vector.</summary>
/// <param name="Labels">Labels.</param>
/// <param name="TimeMs">Evaluation time, Unix milliseconds.</param>
/// <param name="Value">Value.</param>
public readonly record struct VectorSample(Labels Labels, long TimeMs, double Value);
