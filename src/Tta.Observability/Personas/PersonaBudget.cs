namespace Tta.Observability;

/// <summary>What a persona has used of its budget in the present window.</summary>
/// <param name="LimitTokens">Tokens per window; 0 is no limit.</param>
/// <param name="UsedTokens">Tokens used since <paramref name="WindowStart"/>.</param>
/// <param name="WindowStart">When the window began.</param>
/// <param name="ResetsAt">When the next one begins.</param>
public readonly record struct PersonaBudget(long LimitTokens, long UsedTokens, DateTimeOffset WindowStart, DateTimeOffset ResetsAt)
{
    /// <summary>Tokens left, never negative; <see cref="long.MaxValue"/> without a limit.</summary>
    public long RemainingTokens => LimitTokens == 0 ? long.MaxValue : Math.Max(0, LimitTokens - UsedTokens);
}
