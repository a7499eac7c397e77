namespace Tta.Query.TraceQl;

/// <summary>A parsed query: a search or a metrics query.</summary>
internal sealed class TraceQlQuery
{
    public TraceQlQuery(Pipeline pipeline) => Pipeline = pipeline;

    public TraceQlQuery(MetricsExpr metrics) => Metrics = metrics;

    private TraceQlQuery(TraceQlQuery query, IReadOnlyList<Hint> hints)
    {
        Pipeline = query.Pipeline;
        Metrics = query.Metrics;
        Hints = hints;
    }

    /// <summary>The search, or null.</summary>
    public Pipeline? Pipeline { get; }

    /// <summary>The metrics query, or null.</summary>
    public MetricsExpr? Metrics { get; }

    public IReadOnlyList<Hint> Hints { get; } = [];

    public TraceQlQuery With(IReadOnlyList<Hint> hints) => new(this, hints);

    /// <summary>The value of a hint, or nil.</summary>
    public Static HintOf(string name)
    {
        for (int i = 0; i < Hints.Count; i++)
        {
            if (string.Equals(Hints[i].Name, name, StringComparison.Ordinal))
            {
                return Hints[i].Value;
            }
        }

        return Static.Nil;
    }

    public override string ToString() => TraceQlPrinter.Print(this);
}

/// <summary>One of <c>with(name=value)</c>.</summary>
internal readonly record struct Hint(string Name, Static Value);
