namespace Tta.Model;

/// <summary>
/// What a query engine wants to read. The conditions are a promise of what it will filter by, given so that a source can skip what
/// cannot match: a source may return traces that fail them (the engine filters again), but must not leave out one that satisfies them.
/// </summary>
public sealed record TraceScan
{
    /// <summary>Earliest start of a span that counts, Unix nanoseconds, inclusive.</summary>
    public long StartNs { get; init; }

    /// <summary>Latest start of a span that counts, Unix nanoseconds, exclusive. Default: no end.</summary>
    public long EndNs { get; init; } = long.MaxValue;

    /// <summary>
    /// Alternatives; a trace is wanted when one of them is met: when some span of the trace, starting in the window, satisfies all conditions of the
    /// alternative at once. Empty: every trace with a span in the window is wanted.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<SpanCondition>> AnyOf { get; init; } = [];

    /// <summary>Fields the engine will read besides ids and times; null = whole spans. A source may give more than asked.</summary>
    public IReadOnlyList<SpanField>? Fields { get; init; }

    /// <summary>
    /// True: newest traces first, so that an engine with a limit may stop early (order by the latest start of a wanted span, exact to one
    /// minute). False: any order, whatever is fastest.
    /// </summary>
    public bool NewestFirst { get; init; }
}
