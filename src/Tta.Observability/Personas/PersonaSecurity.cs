namespace Tta.Observability;

/// <summary>What a persona may use. Carried for the application, not enforced here.</summary>
public sealed record PersonaSecurity
{
    /// <summary>Environment variables it may read; <c>*</c> matches any ending.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> AllowEnvironmentAccess { get; init; } = [];

    /// <summary>Environment variables it may not read; <c>*</c> matches any ending.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> BlockList { get; init; } = [];

    /// <summary>Acts that a person must approve, for example <c>file_delete</c>.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> RequireApprovalFor { get; init; } = [];
}
