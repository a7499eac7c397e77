namespace Tta.Storage.Registry;

/// <summary>Which items; null asks for all.</summary>
public sealed record DatasetItemFilter
{
    /// <summary>Name of the dataset.</summary>
    public string? DatasetName { get; init; }

    /// <summary>Trace they were taken from.</summary>
    public string? SourceTraceId { get; init; }

    /// <summary>Observation they were taken from.</summary>
    public string? SourceObservationId { get; init; }

    /// <summary>The items as they were at this time, Unix ms; null = now.</summary>
    public long? AtMs { get; init; }
}
