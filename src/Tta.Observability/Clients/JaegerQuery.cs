namespace Tta.Observability;

/// <summary>Which traces to find.</summary>
public sealed record JaegerQuery
{
    /// <summary>Service that a span of the trace belongs to.</summary>
    public required string Service { get; init; }

    /// <summary>Name of one of its spans.</summary>
    /// <value>Null by default: any.</value>
    public string? Operation { get; init; }

    /// <summary>Attributes that one of its spans has.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Earliest start.</summary>
    /// <value>Null by default: left to the server; two days before the end where version 3 must be told.</value>
    public DateTimeOffset? Start { get; init; }

    /// <summary>Latest start.</summary>
    /// <value>Null by default: left to the server; now where version 3 must be told.</value>
    public DateTimeOffset? End { get; init; }

    /// <summary>Shortest duration of the span.</summary>
    /// <value>Null by default.</value>
    public TimeSpan? MinDuration { get; init; }

    /// <summary>Longest duration of the span.</summary>
    /// <value>Null by default.</value>
    public TimeSpan? MaxDuration { get; init; }

    /// <summary>Most traces.</summary>
    /// <value>20 by default.</value>
    public int Limit { get; init; } = 20;
}
