using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>A prompt with its composition tags replaced.</summary>
/// <param name="Prompt">The prompt; <see cref="PromptVersion.PromptJson"/> is the replaced one.</param>
/// <param name="Graph">What it was composed of; null when it has no tags.</param>
public sealed record ResolvedPrompt(PromptVersion Prompt, PromptGraph? Graph);
