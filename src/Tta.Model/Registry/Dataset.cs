using System.Text.Json.Serialization;

namespace Tta.Model;

/// <summary>A named collection of items that experiments run over.</summary>
public sealed record Dataset
{
    /// <summary>Id of the dataset.</summary>
    public required string Id { get; init; }

    /// <summary>Its name, unique.</summary>
    public required string Name { get; init; }

    /// <summary>What it is for, or null.</summary>
    public string? Description { get; init; }

    /// <summary>Facts of the caller's choice, JSON, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? MetadataJson { get; init; }

    /// <summary>JSON Schema of the inputs, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? InputSchemaJson { get; init; }

    /// <summary>JSON Schema of the expected outputs, or null.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public string? ExpectedOutputSchemaJson { get; init; }

    /// <summary>When it was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>When it last changed, Unix ms.</summary>
    public required long UpdatedMs { get; init; }
}
