namespace Tta.Observability;

/// <summary>Environment variables a persona may read, and acts that need a person. Asked by <see cref="PersonaScope"/> and by tool calls.</summary>
public sealed record PersonaSecurity
{
    /// <summary>Environment variables it may read, and no others; <c>*</c> matches any run of characters.</summary>
    /// <value>Empty by default: all that <see cref="BlockList"/> does not name.</value>
    public IReadOnlyList<string> AllowEnvironmentAccess { get; init; } = [];

    /// <summary>Environment variables it may not read, whatever else allows them; <c>*</c> matches any run of characters.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> BlockList { get; init; } = [];

    /// <summary>Acts, and tools of these names, that a person must approve, for example <c>file_delete</c>.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> RequireApprovalFor { get; init; } = [];
}
