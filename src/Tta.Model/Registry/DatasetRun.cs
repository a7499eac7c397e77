using System.Text.Json.Serialization;

namespace Tta.Model;

/// <summary>One run of a task over a dataset.</summary>
public sealed record DatasetRun
{
    /// <summary>Id of the run.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique in the dataset.</summary>
    public required string Name { get; init; }

    /// <summary>Dataset it runs over.</summary>
    public required string DatasetId { get; init; }

    /// <summary>What is tried, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Facts of the caller's choice, JSON, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? MetadataJson { get; init; }

    /// <summary>When it began, Unix ms.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>When its facts last changed, Unix ms.</summary>
    public required long UpdatedMs { get; init; }
}
