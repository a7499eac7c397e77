using Tta.Primitives;

namespace Tta.Observability;

/// <summary>
/// What the personas of a catalog may use: tools and their servers, paths, environment variables, acts that need a person. Every refusal
/// is told to the tracker, which logs, counts and keeps it.
/// </summary>
internal sealed class PersonaGuard(PersonaCatalog catalog, string workspaceRoot, Action<PersonaDeniedException, WorkflowContext> refused) : IPersonaPolicy
{
    private readonly Dictionary<string, RestrictedPaths> _paths =
        catalog.All.ToDictionary(static persona => persona.Name, persona => new RestrictedPaths(persona.RestrictedPaths, workspaceRoot), StringComparer.Ordinal);

    public bool AllowsTool(WorkflowContext context, string tool, string? server) =>
        context.Persona is not { } name || (catalog.Find(name) is { } persona && Judge(persona, tool, server) is null);

    public void EnsureToolAllowed(WorkflowContext context, string tool, string? server)
    {
        if (Known(context, "tool", tool) is { } persona)
        {
            Refuse(Judge(persona, tool, server) ?? JudgeApproval(persona, tool), context);
        }
    }

    public void EnsurePathAllowed(WorkflowContext context, string path)
    {
        if (Known(context, "path", path) is { } persona && _paths[persona.Name].Forbidding(path) is { } pattern)
        {
            Refuse(
                new PersonaDeniedException(
                    persona.Name, "path", path, $"persona {persona.Name} stays away from '{pattern}' and may not touch {path}: hand over to another persona, or change its restrictedPaths"),
                context);
        }
    }

    public void EnsureEnvironmentAllowed(WorkflowContext context, string variable)
    {
        if (Known(context, "environment", variable) is not { } persona)
        {
            return;
        }

        PersonaSecurity security = persona.Security;
        string? rule = NamePattern.AnyMatches(security.BlockList, variable) ? "its blockList names it"
            : security.AllowEnvironmentAccess.Count > 0 && !NamePattern.AnyMatches(security.AllowEnvironmentAccess, variable) ? "its allowEnvironmentAccess does not name it"
            : null;
        Refuse(
            rule is null ? null : new PersonaDeniedException(persona.Name, "environment", variable, $"persona {persona.Name} may not read the environment variable {variable}: {rule}"),
            context);
    }

    public bool NeedsApproval(WorkflowContext context, string act) =>
        context.Persona is { } name && catalog.Find(name) is { } persona && NamePattern.AnyMatches(persona.Security.RequireApprovalFor, act);

    private static PersonaDeniedException? Judge(PersonaDefinition persona, string tool, string? server)
    {
        if (server is not null && persona.AllowedServers.Count > 0 && !NamePattern.AnyMatches(persona.AllowedServers, server))
        {
            return new PersonaDeniedException(
                persona.Name, "server", server,
                $"persona {persona.Name} may not use {tool} of the server {server}; its servers are {string.Join(", ", persona.AllowedServers)}: hand over to another persona, or add the server to its allowedServers");
        }

        return persona.AllowedTools.Count == 0 || NamePattern.AnyMatches(persona.AllowedTools, tool)
            ? null
            : new PersonaDeniedException(
                persona.Name, "tool", tool,
                $"persona {persona.Name} may not use the tool {tool}; its tools are {string.Join(", ", persona.AllowedTools)}: hand over to another persona, or add the tool to its allowedTools");
    }

    private static PersonaDeniedException? JudgeApproval(PersonaDefinition persona, string tool) =>
        NamePattern.AnyMatches(persona.Security.RequireApprovalFor, tool)
            ? new PersonaDeniedException(
                persona.Name, "approval", tool,
                $"persona {persona.Name} may use {tool} only after a person agreed: put the step behind an approval gate, or take {tool} from its requireApprovalFor")
            : null;

    /// <summary>The persona of the work; null when it has none. One that nobody defined has no rights.</summary>
    private PersonaDefinition? Known(WorkflowContext context, string kind, string target)
    {
        if (context.Persona is not { } name)
        {
            return null;
        }

        if (catalog.Find(name) is { } persona)
        {
            return persona;
        }

        Refuse(new PersonaDeniedException(name, kind, target, $"persona {name} may not use {target}: the catalog does not define this persona"), context);
        return null;
    }

    private void Refuse(PersonaDeniedException? denial, WorkflowContext context)
    {
        if (denial is not null)
        {
            refused(denial, context);
            throw denial;
        }
    }
}
