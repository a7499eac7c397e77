namespace Tta.Observability;

/// <summary>What this process used just now, and what it has set aside from now on.</summary>
internal sealed record SharedChange(BudgetAmount Used, BudgetAmount Reserved);
