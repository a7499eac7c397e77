namespace Tta.Observability;

/// <summary>Counts what one persona uses, window by window. Thread-safe.</summary>
internal sealed class BudgetLedger(PersonaDefinition persona, TimeProvider time)
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
                return Current();
            }
        }
    }

    /// <returns>Whether this use is the one that calls for a warning.</returns>
    public bool Add(long tokens)
    {
        lock (_gate)
        {
            Current();
            _usedTokens += tokens;
            bool isWarning = !_isWarned && persona.TokenBudget > 0 && _usedTokens >= WarningShare * persona.TokenBudget;
            _isWarned |= isWarning;
            return isWarning;
        }
    }

    private PersonaBudget Current()
    {
        long window = time.GetUtcNow().UtcTicks / _windowTicks;
        if (window != _window)
        {
            _window = window;
            _usedTokens = 0;
            _isWarned = false;
        }

        var start = new DateTimeOffset(window * _windowTicks, TimeSpan.Zero);
        return new PersonaBudget(persona.TokenBudget, _usedTokens, start, start + TimeSpan.FromTicks(_windowTicks));
    }
}
