namespace Tta.Storage.Registry;

/// <summary>Which versions of which prompts; null asks for all.</summary>
public sealed record PromptFilter
{
    /// <summary>Name of the prompt.</summary>
    public string? Name { get; init; }

    /// <summary>Number of the version.</summary>
    public int? Version { get; init; }

    /// <summary>A label of the version.</summary>
    public string? Label { get; init; }

    /// <summary>A tag of the prompt.</summary>
    public string? Tag { get; init; }

    /// <summary>Changed at this time or later, Unix ms.</summary>
    public long? FromUpdatedMs { get; init; }

    /// <summary>Changed before this time, Unix ms.</summary>
    public long? ToUpdatedMs { get; init; }

    internal bool Matches(Tta.Model.PromptVersion prompt) =>
        (Version is null || prompt.Version == Version)
        && (Label is null || Contains(prompt.Labels, Label))
        && (Tag is null || Contains(prompt.Tags, Tag))
        && !(prompt.UpdatedMs < FromUpdatedMs)
        && !(prompt.UpdatedMs >= ToUpdatedMs);

    internal static bool Contains(IReadOnlyList<string> texts, string text)
    {
        foreach (string each in texts)
        {
            if (string.Equals(each, text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
