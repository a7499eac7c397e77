using System.Globalization;

namespace Tta.Primitives;

/// <summary>No route fits into what is left of a budget.</summary>
public sealed class BudgetExceededException : Exception, IClassifiedError
{
    /// <summary>Says which router and what is left.</summary>
    /// <param name="primitiveName">The router.</param>
    /// <param name="budget">The budget.</param>
    public BudgetExceededException(string primitiveName, CostBudget budget)
        : base(Describe(primitiveName, budget)) => (PrimitiveName, RetryAfter) = (primitiveName, budget.TimeToNextWindow);

    /// <summary>The router.</summary>
    public string PrimitiveName { get; }

    /// <inheritdoc/>
    public string ErrorType => "budget_exceeded";

    /// <summary>False: a window is rarely worth waiting for.</summary>
    public bool IsTransient => false;

    /// <summary>Time until the next window of the budget.</summary>
    public TimeSpan? RetryAfter { get; }

    private static string Describe(string primitiveName, CostBudget budget)
    {
        ArgumentNullException.ThrowIfNull(budget);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"no route of '{primitiveName}' fits into its budget: {budget.RemainingUsd:0.######} of {budget.LimitUsd:0.######} USD left, "
            + $"new money in {budget.TimeToNextWindow.TotalSeconds:0} s");
    }
}
