namespace Tta.Model;

/// <summary>One row of the answer to an <see cref="LlmAggregation"/>. Immutable.</summary>
/// <param name="BucketNs">Start of the time bucket, Unix nanoseconds; 0 without buckets.</param>
/// <param name="Keys">Values of the dimensions; null where an item has none.</param>
/// <param name="Values">Values of the measures.</param>
public sealed record LlmGroup(long BucketNs, IReadOnlyList<string?> Keys, IReadOnlyList<LlmValue> Values);
