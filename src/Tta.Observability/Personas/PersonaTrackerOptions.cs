namespace Tta.Observability;

/// <summary>Where the personas of a tracker work. Immutable.</summary>
public sealed record PersonaTrackerOptions
{
    /// <summary>Folder that <see cref="PersonaDefinition.RestrictedPaths"/> are relative to.</summary>
    /// <value>Null: the git work tree around the current directory, else the current directory.</value>
    public string? WorkspaceFolder { get; init; }

    /// <summary>
    /// Whether budgets count what all processes of the workspace use and have set aside: in <c>.tta/persona-budgets.json</c> below the workspace folder. A
    /// persona that another process brought to its limit is then routed or refused here at the next call.
    /// </summary>
    /// <value>False by default: each process has the whole budget.</value>
    public bool ShareBudgets { get; init; }

    /// <summary>How long to wait for other processes that change the file; null takes the default.</summary>
    internal TimeSpan? LockLimit { get; init; }
}
