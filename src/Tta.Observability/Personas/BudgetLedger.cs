namespace Tta.Observability;

/// <summary>
/// Counts what one persona uses and what is set aside for its running work, window by window; with the other processes of the workspace
/// when a file is shared. Thread-safe: a decision and what it sets aside are one step, here and in the file.
/// </summary>
internal sealed class BudgetLedger(PersonaDefinition persona, TimeProvider time, SharedBudgets? shared)
{
    // Said once per window when this share is used.
    private const double WarningShare = 0.8;

    private readonly Lock _gate = new();
    private readonly long _windowTicks = TimeSpan.FromMinutes(persona.BudgetWindowMinutes).Ticks;
    private readonly BudgetAmount _limit = new(persona.TokenBudget, persona.CostBudgetUsd);
    private readonly HashSet<BudgetEnforcement> _said = [];
    private long _window;
    private BudgetAmount _used;
    private bool _isWarned;

    // Not by window: work that runs over the end of one uses tokens of the next.
    private BudgetAmount _reserved;

    public PersonaDefinition Persona => persona;

    public PersonaBudget Budget
    {
        get
        {
            lock (_gate)
            {
                DateTimeOffset start = EnterWindow();
                return BudgetAt(start, shared?.Read(persona.Name, start) ?? default);
            }
        }
    }

    /// <summary>Sets aside what work is expected to use.</summary>
    /// <param name="needed">The estimate.</param>
    /// <param name="isDoneAnyway">Whether the work is done also when it does not fit.</param>
    /// <returns>Whether it fits, the budget at the time of the decision, and what was set aside.</returns>
    public (bool Fits, PersonaBudget Budget, BudgetAmount Held) Reserve(BudgetAmount needed, bool isDoneAnyway)
    {
        bool fits = false;
        PersonaBudget budget = default;
        BudgetAmount held = default;
        lock (_gate)
        {
            DateTimeOffset start = EnterWindow();
            Change(start, present =>
            {
                budget = BudgetAt(start, present);
                fits = budget.Fits(needed);
                if (!fits && !isDoneAnyway)
                {
                    return null;
                }

                // More than the whole budget cannot be missing from it.
                held = BudgetAmount.Min(needed, _limit);
                _reserved += held;
                return new SharedChange(default, _reserved);
            });
        }

        return (fits, budget, held);
    }

    /// <summary>Counts a use, by what was set aside for it as far as that goes.</summary>
    /// <returns>Whether this use is the one that calls for a warning.</returns>
    public bool Use(BudgetAmount amount, PersonaReservation? reservation)
    {
        bool isWarning = false;
        lock (_gate)
        {
            DateTimeOffset start = EnterWindow();
            _used += amount;
            if (reservation is not null)
            {
                BudgetAmount drawn = BudgetAmount.Min(amount, reservation.Left);
                reservation.Left -= drawn;
                _reserved -= drawn;
            }

            Change(start, present =>
            {
                BudgetAmount used = BudgetAmount.Max(_used, present.Used + amount);
                isWarning = !_isWarned
                    && ((_limit.Tokens > 0 && used.Tokens >= WarningShare * _limit.Tokens)
                        || (_limit.CostUsd > 0 && used.CostUsd >= (decimal)WarningShare * _limit.CostUsd));
                _isWarned |= isWarning;
                return new SharedChange(amount, _reserved);
            });
        }

        return isWarning;
    }

    /// <summary>Gives back what of a reservation was not used.</summary>
    public void Release(PersonaReservation reservation)
    {
        lock (_gate)
        {
            if (reservation.Left != default)
            {
                _reserved -= reservation.Left;
                reservation.Left = default;
                Change(EnterWindow(), _ => new SharedChange(default, _reserved));
            }
        }
    }

    /// <returns>True once per window and kind of decision.</returns>
    public bool IsFirst(BudgetEnforcement done)
    {
        lock (_gate)
        {
            EnterWindow();
            return _said.Add(done);
        }
    }

    private void Change(DateTimeOffset windowStart, Func<SharedUse, SharedChange?> change)
    {
        if (shared is null)
        {
            change(default);
        }
        else
        {
            shared.Change(persona.Name, windowStart, change);
        }
    }

    private DateTimeOffset EnterWindow()
    {
        long window = time.GetUtcNow().UtcTicks / _windowTicks;
        if (window != _window)
        {
            _window = window;
            _used = default;
            _isWarned = false;
            _said.Clear();
        }

        return new DateTimeOffset(window * _windowTicks, TimeSpan.Zero);
    }

    private PersonaBudget BudgetAt(DateTimeOffset start, SharedUse present)
    {
        BudgetAmount used = BudgetAmount.Max(_used, present.Used);
        BudgetAmount reserved = _reserved + present.ReservedByOthers;
        return new PersonaBudget(_limit.Tokens, used.Tokens, start, start + TimeSpan.FromTicks(_windowTicks))
        {
            ReservedTokens = reserved.Tokens,
            LimitUsd = _limit.CostUsd,
            UsedUsd = used.CostUsd,
            ReservedUsd = reserved.CostUsd,
        };
    }
}
