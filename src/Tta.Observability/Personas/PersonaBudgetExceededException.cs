using System.Globalization;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>A persona has no tokens or no money left for this work and its budget is enforced.</summary>
public sealed class PersonaBudgetExceededException : Exception, IClassifiedError
{
    /// <summary>Says whose budget it is and when there is a new one.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="neededTokens">Tokens the work needs.</param>
    /// <param name="budget">Its budget.</param>
    /// <param name="retryAfter">Time until the next window.</param>
    /// <param name="neededUsd">US dollars the work needs.</param>
    public PersonaBudgetExceededException(string persona, long neededTokens, PersonaBudget budget, TimeSpan retryAfter, decimal neededUsd = 0)
        : base(
            (budget.FitsTokens(neededTokens)
                ? string.Create(CultureInfo.InvariantCulture, $"persona {persona} has {budget.RemainingUsd} of {budget.LimitUsd} US dollars left until {budget.ResetsAt:O}, this needs {neededUsd}: wait, raise its costBudgetUsd")
                : $"persona {persona} has {budget.RemainingTokens} of {budget.LimitTokens} tokens left until {budget.ResetsAt:O}, this needs {neededTokens}: wait, raise its tokenBudget")
            + ", or set its onBudgetExceeded to warn or route")
    {
        Persona = persona;
        RetryAfter = retryAfter;
    }

    /// <summary>The persona.</summary>
    public string Persona { get; }

    /// <inheritdoc/>
    public string ErrorType => "persona_budget_exceeded";

    /// <summary>True: the next window brings a new budget.</summary>
    public bool IsTransient => true;

    /// <summary>Time until the next window.</summary>
    public TimeSpan? RetryAfter { get; }
}
