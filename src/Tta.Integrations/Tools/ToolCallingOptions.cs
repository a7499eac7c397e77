using System.Collections.Frozen;
using Microsoft.Extensions.AI;

namespace Tta.Integrations;

/// <summary>Limits of a <see cref="ToolCallingChatClient"/>. Immutable.</summary>
public sealed record ToolCallingOptions
{
    private static readonly FrozenSet<string> s_pathArguments = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "path", "paths", "file", "files", "filename", "file_path", "filepath", "directory", "dir", "folder", "source", "destination", "target", "cwd");

    internal static ToolCallingOptions Default { get; } = new();

    /// <summary>How many times tools are run before the model has to answer without them, at least 1. Default: 10.</summary>
    public int MaxRounds { get; init; } = 10;

    /// <summary>Whether the calls of one round run at the same time. Default: true.</summary>
    public bool RunConcurrently { get; init; } = true;

    /// <summary>
    /// Whether the model is told the message of a failed tool. It may carry inner details; without it the model learns only that the tool
    /// failed, and the span has the message. Default: false.
    /// </summary>
    public bool TellErrors { get; init; }

    /// <summary>
    /// The tool server that a tool comes from, for the persona's allowed servers; null for a tool of the application. Default: the text
    /// under <c>server</c> in the tool's <see cref="AITool.AdditionalProperties"/>.
    /// </summary>
    public Func<AITool, string?> ServerOf { get; init; } =
        static tool => tool.AdditionalProperties.TryGetValue("server", out object? server) ? server as string : null;

    /// <summary>
    /// Names of arguments that are paths, in any case: a text, or a list of texts, under such a name is held against the restricted paths
    /// of the persona. Default: path, paths, file, files, filename, file_path, filepath, directory, dir, folder, source, destination,
    /// target, cwd.
    /// </summary>
    public IReadOnlySet<string> PathArguments { get; init; } = s_pathArguments;

    internal ToolCallingOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRounds, 1);
        return this;
    }
}
