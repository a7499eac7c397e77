using Tta.Query.PromQl;

namespace Tta.Query.LogQl;

/// <summary>The answer to a LogQL query: streams for a log query, a value for a metric query.</summary>
/// <param name="Streams">Streams sorted by labels; null for a metric query.</param>
/// <param name="Value">Scalar, vector or matrix; null for a log query.</param>
/// <param name="ProcessedLines">Lines that were looked at.</param>
/// <param name="ProcessedBytes">Bytes of those lines.</param>
public sealed record LogQlResult(
    IReadOnlyList<LogStreamResult>? Streams, PromQlValue? Value, long ProcessedLines, long ProcessedBytes);
