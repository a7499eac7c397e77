using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>A span of a search answer.</summary>
/// <param name="SpanId">Its id.</param>
/// <param name="Name">Its name when the query selects or compares it, else null.</param>
/// <param name="StartNs">Start, Unix nanoseconds.</param>
/// <param name="DurationNs">Duration, nanoseconds.</param>
/// <param name="Attributes">Fields that the query names, as far as the span has them; intrinsics under their TraceQL name.</param>
public sealed record TraceQlSpan(SpanId SpanId, string? Name, long StartNs, long DurationNs, IReadOnlyList<KeyValue> Attributes);
