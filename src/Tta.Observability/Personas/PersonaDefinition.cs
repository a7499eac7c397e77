namespace Tta.Observability;

/// <summary>A role in which work is done: who it is, what it may spend and what it may touch.</summary>
public sealed record PersonaDefinition
{
    /// <summary>Name in telemetry, for example <c>tta-backend-engineer</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Name for people.</summary>
    /// <value>Empty by default.</value>
    public string DisplayName { get; init; } = "";

    /// <summary>What the persona is for.</summary>
    /// <value>Empty by default.</value>
    public string Description { get; init; } = "";

    /// <summary>Tokens it may use per window; 0 is no limit.</summary>
    /// <value>0 by default.</value>
    public long TokenBudget { get; init; }

    /// <summary>US dollars it may spend per window; 0 is no limit.</summary>
    /// <value>0 by default.</value>
    public decimal CostBudgetUsd { get; init; }

    /// <summary>Length of a budget window in minutes; windows are aligned to the clock (UTC).</summary>
    /// <value>60 by default; at least 1.</value>
    public int BudgetWindowMinutes { get; init; } = 60;

    /// <summary>What happens to work that would exceed the budget.</summary>
    /// <value><see cref="BudgetEnforcement.Warn"/> by default.</value>
    public BudgetEnforcement OnBudgetExceeded { get; init; }

    /// <summary>Tool servers it may use, by name; <c>*</c> matches any run of characters.</summary>
    /// <value>Empty by default: every server.</value>
    public IReadOnlyList<string> AllowedServers { get; init; } = [];

    /// <summary>Tools it may use, by name; <c>*</c> matches any run of characters.</summary>
    /// <value>Empty by default: every tool of its servers and of the application.</value>
    public IReadOnlyList<string> AllowedTools { get; init; } = [];

    /// <summary>
    /// Paths it stays away from: globs relative to the workspace, with <c>**</c> for any number of folders. Symbolic links are followed.
    /// </summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> RestrictedPaths { get; init; } = [];

    /// <summary>Environment variables it may read, and acts that need a person.</summary>
    /// <value>No rules by default.</value>
    public PersonaSecurity Security { get; init; } = new();
}
