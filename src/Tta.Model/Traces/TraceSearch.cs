namespace Tta.Model;

/// <summary>
/// What to search for. One span must satisfy all conditions at once. A condition that is null or empty does not restrict.
/// </summary>
public sealed record TraceSearch
{
    /// <summary>Service of the span.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Name of the span.</summary>
    public string? OperationName { get; init; }

    /// <summary>Earliest start of the span, Unix nanoseconds, inclusive.</summary>
    public long? StartMinNs { get; init; }

    /// <summary>Latest start of the span, Unix nanoseconds, inclusive.</summary>
    public long? StartMaxNs { get; init; }

    /// <summary>Shortest duration of the span, nanoseconds, inclusive.</summary>
    public long? DurationMinNs { get; init; }

    /// <summary>Longest duration of the span, nanoseconds, inclusive.</summary>
    public long? DurationMaxNs { get; init; }

    /// <summary>
    /// Attributes that must be present on the span, its resource, scope, events or links (each of them somewhere). As in Jaeger some names
    /// also stand for what is no attribute: <c>error</c> (true = status error, false = status ok), <c>span.status</c> (ok, error, else unset),
    /// <c>otel.status_code</c>, <c>otel.status_description</c>, <c>span.kind</c>, <c>scope.name</c> and <c>scope.version</c> (also with
    /// <c>otel.</c> before), <c>w3c.tracestate</c>, <c>event</c> (name of an event), and <c>resource.</c> before the name of an attribute of the
    /// resource.
    /// </summary>
    public IReadOnlyList<TagCondition> Tags { get; init; } = [];

    /// <summary>True finds only spans with error status.</summary>
    public bool ErrorsOnly { get; init; }

    /// <summary>At most so many traces. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
