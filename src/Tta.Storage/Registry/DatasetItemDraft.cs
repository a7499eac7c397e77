namespace Tta.Storage.Registry;

/// <summary>An item that is to be made or changed; null says nothing.</summary>
/// <param name="DatasetName">Dataset it belongs to.</param>
public sealed record DatasetItemDraft(string DatasetName)
{
    /// <summary>Id of the item; null gives it one.</summary>
    public string? Id { get; init; }

    /// <summary>What the task gets, JSON.</summary>
    public string? InputJson { get; init; }

    /// <summary>What is hoped for, JSON.</summary>
    public string? ExpectedOutputJson { get; init; }

    /// <summary>Facts, JSON.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>Trace it was taken from.</summary>
    public string? SourceTraceId { get; init; }

    /// <summary>Observation it was taken from.</summary>
    public string? SourceObservationId { get; init; }

    /// <summary>True when it is not to be used any more.</summary>
    public bool? IsArchived { get; init; }
}
