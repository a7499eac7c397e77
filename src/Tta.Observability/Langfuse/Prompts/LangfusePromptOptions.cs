namespace Tta.Observability;

/// <summary>Which version of a prompt, and how long it may be kept.</summary>
public sealed class LangfusePromptOptions
{
    /// <summary>Number of the version.</summary>
    /// <value>Null: the version with <see cref="Label"/>.</value>
    public int? Version { get; init; }

    /// <summary>Label of the version, if <see cref="Version"/> is null.</summary>
    /// <value>Null: <c>production</c>.</value>
    public string? Label { get; init; }

    /// <summary>
    /// How long a prompt is used without asking again. An older one is still used at once, while it is fetched anew beside; zero waits for the
    /// newest every time.
    /// </summary>
    /// <value>60 s by default; at least zero.</value>
    public TimeSpan CacheTtl { get; init; } = TimeSpan.FromSeconds(60);
}
