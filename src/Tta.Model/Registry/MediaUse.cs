namespace Tta.Model;

/// <summary>Where a medium occurs.</summary>
public sealed record MediaUse
{
    /// <summary>Trace it occurs in, or null when it belongs to a dataset item.</summary>
    public string? TraceId { get; init; }

    /// <summary>Observation it occurs in, or null.</summary>
    public string? ObservationId { get; init; }

    /// <summary>Dataset it occurs in, or null.</summary>
    public string? DatasetId { get; init; }

    /// <summary>Item of the dataset, or null.</summary>
    public string? DatasetItemId { get; init; }

    /// <summary>Field it occurs in: <c>input</c>, <c>output</c>, <c>expectedOutput</c> or <c>metadata</c>.</summary>
    public required string Field { get; init; }
}
