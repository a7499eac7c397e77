namespace Tta.Model;

/// <summary>All stored spans of one trace, by start time. Not necessarily complete: spans may be under way.</summary>
/// <param name="TraceId">Its id.</param>
/// <param name="Spans">At least one, sorted by start, then span id; span ids are unique.</param>
/// <param name="Warnings">What the reader must be told, for example that a damaged block was skipped.</param>
public sealed record Trace(TraceId TraceId, IReadOnlyList<Span> Spans, IReadOnlyList<string> Warnings);
