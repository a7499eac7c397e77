using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>A trace found by a search.</summary>
/// <param name="TraceId">Its id.</param>
/// <param name="RootServiceName">Service of the root span; null when the root is not stored.</param>
/// <param name="RootTraceName">Name of the root span; null when the root is not stored.</param>
/// <param name="StartNs">Start of its earliest span, Unix nanoseconds.</param>
/// <param name="DurationNs">From the start of the earliest span to the end of the latest.</param>
/// <param name="SpanSets">What matched; at least one.</param>
/// <param name="ServiceStats">Spans of the whole trace by service.</param>
public sealed record TraceQlTrace(
    TraceId TraceId,
    string? RootServiceName,
    string? RootTraceName,
    long StartNs,
    long DurationNs,
    IReadOnlyList<TraceQlSpanSet> SpanSets,
    IReadOnlyDictionary<string, TraceQlServiceStats> ServiceStats);
