using System.Text.Json.Serialization;

namespace Tta.Model;

/// <summary>One version of a prompt. Text, type, configuration and commit message never change; labels and tags do.</summary>
public sealed record PromptVersion
{
    /// <summary>Id of the version.</summary>
    public required string Id { get; init; }

    /// <summary>Name of the prompt; slashes make folders.</summary>
    public required string Name { get; init; }

    /// <summary>Number of the version: 1, 2, ...</summary>
    public required int Version { get; init; }

    /// <summary>What the prompt consists of; the same for all versions.</summary>
    public required PromptType Type { get; init; }

    /// <summary>
    /// JSON: a string, or for chat an array of <c>{role, content}</c> and <c>{type: "placeholder", name}</c>. Composition tags are as written.
    /// </summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public required string PromptJson { get; init; }

    /// <summary>Configuration of the caller's choice, JSON.</summary>
    [JsonConverter(typeof(JsonTextConverter))]
    public required string ConfigJson { get; init; }

    /// <summary>Labels of this version; no other version of the prompt has them.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>Tags of the prompt; the same for all versions.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>What the version changes, or null.</summary>
    public string? CommitMessage { get; init; }

    /// <summary>Who made it.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When it was made, Unix ms.</summary>
    public required long CreatedMs { get; init; }

    /// <summary>When its labels or tags last changed, Unix ms.</summary>
    public required long UpdatedMs { get; init; }
}
