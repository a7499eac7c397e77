namespace Tta.Observability;

/// <summary>What happens to work that would exceed a persona's budget.</summary>
public enum BudgetEnforcement
{
    /// <summary>It is done and reported.</summary>
    Warn,

    /// <summary>It is done by something cheaper, where there is something cheaper; else as <see cref="Warn"/>.</summary>
    Route,

    /// <summary>It is refused with a <see cref="PersonaBudgetExceededException"/>.</summary>
    Refuse,
}
