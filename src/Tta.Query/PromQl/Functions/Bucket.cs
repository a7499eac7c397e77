namespace Tta.Query.PromQl;

/// <summary>A classic histogram bucket.</summary>
/// <param name="UpperBound">Upper bound, inclusive.</param>
/// <param name="Count">Observations up to the bound, those of smaller buckets included.</param>
internal readonly record struct Bucket(double UpperBound, double Count);
