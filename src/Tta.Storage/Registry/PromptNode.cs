namespace Tta.Storage.Registry;

/// <summary>A prompt in a <see cref="PromptGraph"/>.</summary>
/// <param name="Id">Id of the version.</param>
/// <param name="Name">Name of the prompt.</param>
/// <param name="Version">Number of the version.</param>
public sealed record PromptNode(string Id, string Name, int Version);
