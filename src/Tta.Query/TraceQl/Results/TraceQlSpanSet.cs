using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Spans of one trace that belong together.</summary>
/// <param name="Matched">How many spans the set has.</param>
/// <param name="Spans">The first of them, by start; as many as were asked for.</param>
/// <param name="Attributes">Values of <c>by(..)</c> and of aggregates such as <c>count()</c>, under their TraceQL text.</param>
public sealed record TraceQlSpanSet(int Matched, IReadOnlyList<TraceQlSpan> Spans, IReadOnlyList<KeyValue> Attributes);
