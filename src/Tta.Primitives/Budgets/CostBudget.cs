namespace Tta.Primitives;

/// <summary>Money that may be spent in each window of time. Thread-safe: what runs at the same time cannot overspend together.</summary>
public sealed class CostBudget
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _timeProvider;
    private readonly long _origin;
    private long _windowNumber;
    private decimal _spentUsd;

    /// <summary>Starts the first window now.</summary>
    /// <param name="limitUsd">US dollars per window, 0 or more.</param>
    /// <param name="window">Length of a window, more than zero; windows follow each other without gap.</param>
    /// <param name="timeProvider">Clock of the windows. Default: the system's.</param>
    public CostBudget(decimal limitUsd, TimeSpan window, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(limitUsd);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        LimitUsd = limitUsd;
        Window = window;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _origin = _timeProvider.GetTimestamp();
    }

    /// <summary>US dollars per window.</summary>
    public decimal LimitUsd { get; }

    /// <summary>Length of a window.</summary>
    public TimeSpan Window { get; }

    /// <summary>Spent in the present window, reservations included.</summary>
    public decimal SpentUsd
    {
        get
        {
            lock (_lock)
            {
                EnterWindow();
                return _spentUsd;
            }
        }
    }

    /// <summary>Left in the present window; negative when more was spent than was there.</summary>
    public decimal RemainingUsd => LimitUsd - SpentUsd;

    /// <summary>Time until the next window.</summary>
    public TimeSpan TimeToNextWindow => Window - TimeSpan.FromTicks(_timeProvider.GetElapsedTime(_origin).Ticks % Window.Ticks);

    /// <summary>Sets an estimated cost aside before it is spent.</summary>
    /// <param name="estimateUsd">The estimate, 0 or more.</param>
    /// <param name="reservation">To be settled when the cost is known.</param>
    /// <param name="force">Reserve also what is not there.</param>
    /// <returns>False when there is not enough left; then nothing was set aside.</returns>
    internal bool TryReserve(decimal estimateUsd, out CostReservation reservation, bool force = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(estimateUsd);
        lock (_lock)
        {
            EnterWindow();
            if (!force && _spentUsd + estimateUsd > LimitUsd)
            {
                reservation = default;
                return false;
            }

            _spentUsd += estimateUsd;
            reservation = new CostReservation(estimateUsd, _windowNumber);
            return true;
        }
    }

    /// <summary>Replaces a reservation by what was spent. In a later window the reservation is already gone.</summary>
    internal void Settle(CostReservation reservation, decimal actualUsd)
    {
        lock (_lock)
        {
            EnterWindow();
            if (reservation.WindowNumber == _windowNumber)
            {
                _spentUsd += actualUsd - reservation.AmountUsd;
            }
        }
    }

    private void EnterWindow()
    {
        long number = _timeProvider.GetElapsedTime(_origin).Ticks / Window.Ticks;
        if (number != _windowNumber)
        {
            (_windowNumber, _spentUsd) = (number, 0);
        }
    }
}
