using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>One series of a metrics query.</summary>
/// <param name="Labels">Grouping fields under their TraceQL names, typed; durations, status and kind as text; <c>nil</c> where all are absent.</param>
/// <param name="Samples">By time; steps without a value are left out. An instant query has one, at the end of its range.</param>
/// <param name="Exemplars">Spans behind the samples, by time.</param>
public sealed record TraceQlSeries(
    IReadOnlyList<KeyValue> Labels, IReadOnlyList<TraceQlSample> Samples, IReadOnlyList<TraceQlExemplar> Exemplars);
