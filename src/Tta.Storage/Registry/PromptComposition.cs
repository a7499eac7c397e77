using System.Text.Json;
using Tta.Model;

namespace Tta.Storage.Registry;

/// <summary>Puts prompts into prompts. One composition is one resolution.</summary>
internal sealed class PromptComposition(Func<PromptReference, PromptVersion?> find, PromptVersion root)
{
    private const int MaxDepth = 5;

    private readonly Dictionary<string, IReadOnlyList<PromptNode>> _dependencies = new(StringComparer.Ordinal);
    private readonly HashSet<string> _path = new(StringComparer.Ordinal);

    /// <exception cref="RegistryException">A prompt is missing, is no text, or leads back to itself; or they nest too deeply.</exception>
    public ResolvedPrompt Resolve()
    {
        string promptJson = Resolve(root, 0);
        return _dependencies.Count == 0
            ? new ResolvedPrompt(root, null)
            : new ResolvedPrompt(root with { PromptJson = promptJson }, new PromptGraph(NodeOf(root), _dependencies));
    }

    private static PromptNode NodeOf(PromptVersion prompt) => new(prompt.Id, prompt.Name, prompt.Version);

    private string Resolve(PromptVersion prompt, int depth)
    {
        if (depth >= MaxDepth)
        {
            throw new RegistryException(RegistryFault.Conflict, $"Maximum nesting depth exceeded ({MaxDepth})");
        }

        bool isOtherVersionOfRoot = string.Equals(prompt.Name, root.Name, StringComparison.Ordinal)
            && !string.Equals(prompt.Id, root.Id, StringComparison.Ordinal);
        if (isOtherVersionOfRoot || !_path.Add(prompt.Id))
        {
            throw new RegistryException(
                RegistryFault.Conflict, $"Circular dependency detected involving prompt '{prompt.Name}' version {prompt.Version}");
        }

        string promptJson = prompt.PromptJson;
        List<PromptReference> references = PromptTags.Find(promptJson);
        if (references.Count > 0)
        {
            var texts = new Dictionary<PromptReference, string>();
            var nodes = new List<PromptNode>();
            foreach (PromptReference reference in references)
            {
                PromptVersion dependency = Find(reference);
                nodes.Add(NodeOf(dependency));
                texts.Add(reference, TextOf(Resolve(dependency, depth + 1)));
            }

            _dependencies[prompt.Id] = nodes;
            promptJson = PromptTags.Replace(promptJson, texts.GetValueOrDefault);
        }

        _path.Remove(prompt.Id);
        return promptJson;
    }

    private PromptVersion Find(PromptReference reference)
    {
        PromptVersion found = find(reference)
            ?? throw new RegistryException(RegistryFault.Conflict, $"Prompt dependency not found: {Describe(reference)}");
        return found.Type == PromptType.Text
            ? found
            : throw new RegistryException(RegistryFault.Conflict, $"Prompt dependency is not a text prompt: {Describe(reference)}");
    }

    private static string Describe(PromptReference reference) =>
        reference.Version is { } version ? $"{reference.Name} - version {version}" : $"{reference.Name} - label {reference.Label}";

    private static string TextOf(string promptJson)
    {
        using JsonDocument text = JsonDocument.Parse(promptJson);
        return text.RootElement.GetString()!;
    }
}
