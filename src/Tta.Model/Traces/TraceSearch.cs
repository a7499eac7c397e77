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
    /// Attributes that must be present on the span, its resource, scope, events or links (each of them somewhere);
    /// <c>otel.scope.name</c> and <c>otel.scope.version</c> mean the scope's name and version.
    /// </summary>
    public IReadOnlyList<TagCondition> Tags { get; init; } = [];

    /// <summary>True finds only spans with error status.</summary>
    public bool ErrorsOnly { get; init; }

    /// <summary>At most so many traces. Default 100.</summary>
    public int Limit { get; init; } = 100;
}
