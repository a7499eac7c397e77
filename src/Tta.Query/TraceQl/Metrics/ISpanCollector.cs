namespace Tta.Query.TraceQl;

/// <summary>Makes spans into series.</summary>
internal interface ISpanCollector
{
    /// <summary>True when series had to be left out.</summary>
    bool IsTruncated { get; }

    /// <summary>Takes a span that lies in a step.</summary>
    void Observe(TraceView trace, int span, int step);

    /// <summary>Remembers a span, observed before, as an exemplar.</summary>
    void ObserveExemplar(TraceView trace, int span, int step);

    List<MetricSeries> Series();
}
