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

    /// <summary>Length of a budget window in minutes; windows are aligned to the clock (UTC).</summary>
    /// <value>60 by default; at least 1.</value>
    public int BudgetWindowMinutes { get; init; } = 60;

    /// <summary>What happens to work that would exceed the budget.</summary>
    /// <value><see cref="BudgetEnforcement.Warn"/> by default.</value>
    public BudgetEnforcement OnBudgetExceeded { get; init; }

    /// <summary>Tool servers it works with. Carried for the application, not enforced here.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> AllowedServers { get; init; } = [];

    /// <summary>Paths it stays away from, as globs. Carried for the application, not enforced here.</summary>
    /// <value>Empty by default.</value>
    public IReadOnlyList<string> RestrictedPaths { get; init; } = [];

    /// <summary>Environment variables and acts it may and may not use.</summary>
    /// <value>Nothing allowed, nothing blocked by default.</value>
    public PersonaSecurity Security { get; init; } = new();
}
