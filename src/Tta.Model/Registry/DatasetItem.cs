using System.Text.Json.Serialization;

namespace Tta.Model;

/// <summary>One version of an item of a dataset: what it was from <see cref="ValidFromMs"/> until its next version.</summary>
public sealed record DatasetItem
{
    /// <summary>Id of the item, unique over all datasets; the same for all its versions.</summary>
    public required string Id { get; init; }

    /// <summary>Dataset it belongs to.</summary>
    public required string DatasetId { get; init; }

    /// <summary>True when it is not used any more.</summary>
    public bool IsArchived { get; init; }

    /// <summary>True when this version is the deletion of the item.</summary>
    public bool IsDeleted { get; init; }

    /// <summary>What the task gets, JSON, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? InputJson { get; init; }

    /// <summary>What is hoped for, JSON, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? ExpectedOutputJson { get; init; }

    /// <summary>Facts of the caller's choice, JSON, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? MetadataJson { get; init; }

    /// <summary>Trace it was taken from, or null.</summary>
    public string? SourceTraceId { get; init; }

    /// <summary>Observation it was taken from, or null.</summary>
    public string? SourceObservationId { get; init; }

    /// <summary>When the item was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>When it last changed, Unix ms.</summary>
    public required long UpdatedMs { get; init; }

    /// <summary>When this version begins, Unix ms; later than that of the version before.</summary>
    public required long ValidFromMs { get; init; }
}
