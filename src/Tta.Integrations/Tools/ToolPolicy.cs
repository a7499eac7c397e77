using System.Text.Json;
using Microsoft.Extensions.AI;
using Tta.Primitives;

namespace Tta.Integrations;

/// <summary>Holds tools and their arguments against what the persona of the running workflow may use.</summary>
internal static class ToolPolicy
{
    /// <summary>The same options without the tools that the persona may not use: the model does not even learn of them.</summary>
    public static ChatOptions? Offer(ChatOptions? options, ToolCallingOptions toolOptions)
    {
        if (options?.Tools is not { Count: > 0 } tools || WorkflowContext.Current is not { PersonaPolicy: { } policy } workflow)
        {
            return options;
        }

        List<AITool> allowed = [.. tools.Where(tool => policy.AllowsTool(workflow, tool.Name, toolOptions.ServerOf(tool)))];
        if (allowed.Count == tools.Count)
        {
            return options;
        }

        ChatOptions changed = options.Clone();
        changed.Tools = allowed;
        changed.ToolMode = allowed.Count == 0 ? null : changed.ToolMode;
        return changed;
    }

    /// <exception cref="PersonaDeniedException">The persona may not use the tool, or not with these paths.</exception>
    public static void Ensure(AIFunction tool, FunctionCallContent call, ToolCallingOptions options)
    {
        if (WorkflowContext.Current is not { PersonaPolicy: { } policy } workflow)
        {
            return;
        }

        policy.EnsureToolAllowed(workflow, tool.Name, options.ServerOf(tool));
        foreach ((string name, object? value) in call.Arguments ?? new Dictionary<string, object?>())
        {
            if (options.PathArguments.Contains(name))
            {
                EnsurePaths(policy, workflow, value);
            }
        }
    }

    private static void EnsurePaths(IPersonaPolicy policy, WorkflowContext workflow, object? value)
    {
        switch (value)
        {
            case string { Length: > 0 } path:
                policy.EnsurePathAllowed(workflow, PathOf(path));
                break;
            case JsonElement { ValueKind: JsonValueKind.String } text:
                EnsurePaths(policy, workflow, text.GetString());
                break;
            case JsonElement { ValueKind: JsonValueKind.Array } list:
                foreach (JsonElement item in list.EnumerateArray())
                {
                    EnsurePaths(policy, workflow, item);
                }

                break;
            case IEnumerable<string> paths:
                foreach (string path in paths)
                {
                    EnsurePaths(policy, workflow, path);
                }

                break;
        }
    }

    private static string PathOf(string text) =>
        text.StartsWith("file:", StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(text, UriKind.Absolute, out Uri? address) ? address.LocalPath : text;
}
