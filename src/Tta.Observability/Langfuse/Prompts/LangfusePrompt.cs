using System.Text.Json;

namespace Tta.Observability;

/// <summary>One version of a prompt. Immutable and thread-safe.</summary>
public abstract class LangfusePrompt
{
    private protected LangfusePrompt(string name)
    {
        Name = name;
        IsFallback = true;
    }

    private protected LangfusePrompt(JsonElement prompt)
    {
        Name = prompt.GetProperty("name").GetString() ?? "";
        Version = prompt.GetProperty("version").GetInt32();
        Labels = Texts(prompt, "labels");
        Tags = Texts(prompt, "tags");
        ConfigJson = prompt.TryGetProperty("config", out JsonElement config) ? config.GetRawText() : "{}";
        CommitMessage = prompt.TryGetProperty("commitMessage", out JsonElement message) ? message.GetString() : null;
    }

    /// <summary>Name of the prompt.</summary>
    public string Name { get; }

    /// <summary>Number of the version, from 1; 0 for a fallback.</summary>
    public int Version { get; }

    /// <summary>Labels of the version when it was fetched.</summary>
    public IReadOnlyList<string> Labels { get; } = [];

    /// <summary>Tags of the prompt when it was fetched.</summary>
    public IReadOnlyList<string> Tags { get; } = [];

    /// <summary>Configuration that goes with it, JSON.</summary>
    public string ConfigJson { get; } = "{}";

    /// <summary>What the version changes, or null.</summary>
    public string? CommitMessage { get; }

    /// <summary>True when the prompt could not be had and the program's own text stands in.</summary>
    public bool IsFallback { get; }

    private static IReadOnlyList<string> Texts(JsonElement prompt, string name) => prompt.TryGetProperty(name, out JsonElement texts)
        ? [.. texts.EnumerateArray().Select(static text => text.GetString() ?? "")]
        : [];
}
