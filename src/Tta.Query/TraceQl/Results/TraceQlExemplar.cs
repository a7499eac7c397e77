using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>A span behind a sample.</summary>
/// <param name="Labels">Its <c>trace:id</c>, <c>span:id</c> and the fields that the query names.</param>
/// <param name="Value">The aggregated field of the span; NaN for counts.</param>
/// <param name="TimestampMs">Start of the span, Unix milliseconds.</param>
public sealed record TraceQlExemplar(IReadOnlyList<KeyValue> Labels, double Value, long TimestampMs);
