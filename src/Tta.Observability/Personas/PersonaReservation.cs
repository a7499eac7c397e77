namespace Tta.Observability;

/// <summary>
/// What work is expected to use, set aside of the budget of its persona while the work runs. What model calls of this flow of control use is
/// taken from it first; disposing gives back the rest.
/// </summary>
/// <remarks>Thread-safe. Dispose it in the method that made it, as with <c>using</c>.</remarks>
public sealed class PersonaReservation : IDisposable
{
    private static readonly AsyncLocal<PersonaReservation?> s_current = new();

    private readonly BudgetLedger? _ledger;
    private readonly PersonaReservation? _outer;

    internal PersonaReservation(BudgetDecision decision)
    {
        Decision = decision;
    }

    internal PersonaReservation(BudgetDecision decision, BudgetLedger ledger, BudgetAmount held)
    {
        Decision = decision;
        Left = held;
        _ledger = ledger;
        _outer = s_current.Value;
        s_current.Value = this;
    }

    /// <summary>Whether the work fits, and what to do when not. Work that is not to be done as it is has nothing set aside.</summary>
    public BudgetDecision Decision { get; }

    /// <summary>What of it is not used yet. Guarded by the ledger.</summary>
    internal BudgetAmount Left { get; set; }

    /// <summary>Gives back what was not used. A second call does nothing.</summary>
    public void Dispose()
    {
        if (_ledger is null)
        {
            return;
        }

        _ledger.Release(this);
        if (ReferenceEquals(s_current.Value, this))
        {
            s_current.Value = _outer;
        }
    }

    /// <returns>The innermost reservation of this flow of control that is of a ledger, or null.</returns>
    internal static PersonaReservation? Of(BudgetLedger ledger)
    {
        PersonaReservation? reservation = s_current.Value;
        while (reservation is not null && !ReferenceEquals(reservation._ledger, ledger))
        {
            reservation = reservation._outer;
        }

        return reservation;
    }
}
