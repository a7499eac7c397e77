namespace Tta.Observability;

/// <summary>Whether work fits into a persona's budget, and what to do when it does not.</summary>
/// <param name="FitsBudget">Whether enough tokens and money are left.</param>
/// <param name="Enforcement">What to do when not.</param>
/// <param name="Budget">The budget at the time of the decision.</param>
public readonly record struct BudgetDecision(bool FitsBudget, BudgetEnforcement Enforcement, PersonaBudget Budget)
{
    /// <summary>Whether the work may be done as it is.</summary>
    public bool IsAllowed => FitsBudget || Enforcement is BudgetEnforcement.Warn;
}
