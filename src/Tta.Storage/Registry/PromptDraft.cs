using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>A version of a prompt that is to be made.</summary>
/// <param name="Name">Name of the prompt; slashes make folders.</param>
/// <param name="Type">What it consists of.</param>
/// <param name="PromptJson">See <see cref="PromptVersion.PromptJson"/>.</param>
/// <param name="ConfigJson">Configuration, JSON.</param>
/// <param name="Labels">Labels it takes over from other versions; it gets <c>latest</c> in any case.</param>
/// <param name="Tags">Tags of the prompt from now on, or null to keep them.</param>
/// <param name="CommitMessage">What it changes, or null.</param>
public sealed record PromptDraft(
    string Name, PromptType Type, string PromptJson, string ConfigJson, IReadOnlyList<string> Labels, IReadOnlyList<string>? Tags, string? CommitMessage);
