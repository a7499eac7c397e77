namespace Tta.Observability;

/// <summary>What a new version of a prompt has besides its text.</summary>
public sealed class LangfusePromptDetails
{
    /// <summary>Labels it takes over from other versions; it gets <c>latest</c> in any case.</summary>
    /// <value>Empty by default; <c>production</c> is what is used when nothing else is asked for.</value>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Tags of the prompt from now on.</summary>
    /// <value>Null: as they are.</value>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>Configuration of the caller's choice, JSON, such as model and temperature.</summary>
    /// <value>Null: <c>{}</c>.</value>
    public string? ConfigJson { get; init; }

    /// <summary>What the version changes.</summary>
    /// <value>Null by default.</value>
    public string? CommitMessage { get; init; }
}
