namespace Tta.Observability;

/// <summary>What a persona has used of its budget in the present window.</summary>
/// <param name="LimitTokens">Tokens per window; 0 is no limit.</param>
/// <param name="UsedTokens">Tokens used since <paramref name="WindowStart"/>.</param>
/// <param name="WindowStart">When the window began.</param>
/// <param name="ResetsAt">When the next one begins.</param>
public readonly record struct PersonaBudget(long LimitTokens, long UsedTokens, DateTimeOffset WindowStart, DateTimeOffset ResetsAt)
{
    /// <summary>Tokens set aside for work that runs.</summary>
    public long ReservedTokens { get; init; }

    /// <summary>US dollars per window; 0 is no limit.</summary>
    public decimal LimitUsd { get; init; }

    /// <summary>US dollars spent since <see cref="WindowStart"/>.</summary>
    public decimal UsedUsd { get; init; }

    /// <summary>US dollars set aside for work that runs.</summary>
    public decimal ReservedUsd { get; init; }

    /// <summary>Tokens neither used nor set aside, never negative; <see cref="long.MaxValue"/> without a limit.</summary>
    public long RemainingTokens => LimitTokens == 0 ? long.MaxValue : Math.Max(0, LimitTokens - UsedTokens - ReservedTokens);

    /// <summary>US dollars neither spent nor set aside, never negative; <see cref="decimal.MaxValue"/> without a limit.</summary>
    public decimal RemainingUsd => LimitUsd == 0 ? decimal.MaxValue : Math.Max(0, LimitUsd - UsedUsd - ReservedUsd);

    /// <summary>Nothing needed asks whether anything is left.</summary>
    internal bool Fits(BudgetAmount needed) => FitsTokens(needed.Tokens) && RemainingUsd > 0 && RemainingUsd >= needed.CostUsd;

    internal bool FitsTokens(long needed) => RemainingTokens >= Math.Max(1, needed);
}
