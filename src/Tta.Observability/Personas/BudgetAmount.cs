namespace Tta.Observability;

/// <summary>What is used, set aside or left of the two sides of a budget.</summary>
internal readonly record struct BudgetAmount(long Tokens, decimal CostUsd)
{
    public static BudgetAmount operator +(BudgetAmount left, BudgetAmount right) => new(left.Tokens + right.Tokens, left.CostUsd + right.CostUsd);

    public static BudgetAmount operator -(BudgetAmount left, BudgetAmount right) => new(left.Tokens - right.Tokens, left.CostUsd - right.CostUsd);

    public static BudgetAmount Min(BudgetAmount left, BudgetAmount right) =>
        new(Math.Min(left.Tokens, right.Tokens), Math.Min(left.CostUsd, right.CostUsd));

    public static BudgetAmount Max(BudgetAmount left, BudgetAmount right) =>
        new(Math.Max(left.Tokens, right.Tokens), Math.Max(left.CostUsd, right.CostUsd));
}
