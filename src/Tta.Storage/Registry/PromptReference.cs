namespace Tta.Storage.Registry;

/// <summary>A place in a prompt where another one is to be put: by version or by label.</summary>
/// <param name="Name">Name of the other prompt.</param>
/// <param name="Version">Its version, or null when a label is given.</param>
/// <param name="Label">Its label, or null when a version is given.</param>
internal sealed record PromptReference(string Name, int? Version, string? Label)
{
    public override string ToString() => Version is { } version ? $"{Name} v{version}" : $"{Name} {Label}";
}
