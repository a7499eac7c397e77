namespace Tta.Storage.Registry;

/// <summary>A dataset that is to be made or changed; null says nothing.</summary>
/// <param name="Name">Its name.</param>
public sealed record DatasetDraft(string Name)
{
    /// <summary>What it is for.</summary>
    public string? Description { get; init; }

    /// <summary>Facts, JSON.</summary>
    public string? MetadataJson { get; init; }

    /// <summary>JSON Schema of the inputs; <c>null</c> as JSON removes it.</summary>
    public string? InputSchemaJson { get; init; }

    /// <summary>JSON Schema of the expected outputs; <c>null</c> as JSON removes it.</summary>
    public string? ExpectedOutputSchemaJson { get; init; }
}
