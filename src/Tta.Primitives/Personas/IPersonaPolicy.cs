namespace Tta.Primitives;

/// <summary>Decides what personas may use. Implementations are thread-safe, and keep account of what they refuse.</summary>
public interface IPersonaPolicy
{
    /// <summary>Whether the persona of a context may use a tool at all; asking is not an attempt and is not recorded.</summary>
    /// <param name="context">The work, with its persona.</param>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="server">Tool server it comes from; null for a tool of the application.</param>
    /// <returns>False where <see cref="EnsureToolAllowed"/> would refuse whatever a person says.</returns>
    bool AllowsTool(WorkflowContext context, string tool, string? server);

    /// <summary>Called before a tool runs.</summary>
    /// <param name="context">The work, with its persona.</param>
    /// <param name="tool">Name of the tool.</param>
    /// <param name="server">Tool server it comes from; null for a tool of the application.</param>
    /// <exception cref="PersonaDeniedException">The persona may not use it.</exception>
    void EnsureToolAllowed(WorkflowContext context, string tool, string? server);

    /// <summary>Called before a file or folder is touched.</summary>
    /// <param name="context">The work, with its persona.</param>
    /// <param name="path">The path, absolute or relative to the workspace.</param>
    /// <exception cref="PersonaDeniedException">The persona stays away from it.</exception>
    void EnsurePathAllowed(WorkflowContext context, string path);
}
