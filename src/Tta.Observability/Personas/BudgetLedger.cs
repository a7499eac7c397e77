namespace Tta.Observability;

/// <summary>Counts what one persona uses, window by window; with the other processes of the workspace when a file is shared. Thread-safe.</summary>
internal sealed class BudgetLedger(PersonaDefinition persona, TimeProvider time, SharedBudgets? shared)
{
    // Said once per window when this share is used.
    private const double WarningShare = 0.8;

    private readonly Lock _gate = new();
    private readonly long _windowTicks = TimeSpan.FromMinutes(persona.BudgetWindowMinutes).Ticks;
    private long _window;
    private long _usedTokens;
    private bool _isWarned;

    public PersonaDefinition Persona => persona;

    public PersonaBudget Budget
    {
        get
        {
            lock (_gate)
            {
                DateTimeOffset start = EnterWindow();
                return BudgetAt(start, Math.Max(_usedTokens, shared?.Used(persona.Name, start) ?? 0));
            }
        }
    }

    /// <returns>Whether this use is the one that calls for a warning.</returns>
    public bool Add(long tokens)
    {
        lock (_gate)
        {
            DateTimeOffset start = EnterWindow();
            _usedTokens += tokens;
            long used = Math.Max(_usedTokens, shared?.Add(persona.Name, start, tokens) ?? 0);
            bool isWarning = !_isWarned && persona.TokenBudget > 0 && used >= WarningShare * persona.TokenBudget;
            _isWarned |= isWarning;
            return isWarning;
        }
    }

    private DateTimeOffset EnterWindow()
    {
        long window = time.GetUtcNow().UtcTicks / _windowTicks;
        if (window != _window)
        {
            _window = window;
            _usedTokens = 0;
            _isWarned = false;
        }

        return new DateTimeOffset(window * _windowTicks, TimeSpan.Zero);
    }

    private PersonaBudget BudgetAt(DateTimeOffset start, long usedTokens) =>
        new(persona.TokenBudget, usedTokens, start, start + TimeSpan.FromTicks(_windowTicks));
}
