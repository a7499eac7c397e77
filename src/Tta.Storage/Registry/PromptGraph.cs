namespace Tta.Storage.Registry;

/// <summary>Which prompts a prompt was composed of.</summary>
/// <param name="Root">The prompt that was asked for.</param>
/// <param name="Dependencies">By id of a prompt, the prompts that it names.</param>
public sealed record PromptGraph(PromptNode Root, IReadOnlyDictionary<string, IReadOnlyList<PromptNode>> Dependencies);
