namespace Tta.Primitives;

/// <summary>The latest executions of one strategy. Not thread-safe: the learner holds the lock.</summary>
internal sealed class StrategyRecord(int windowRuns)
{
    private readonly (bool Succeeded, double Seconds)[] _runs = new (bool, double)[windowRuns];
    private int _next;
    private int _successes;
    private double _secondsOfSuccesses;

    public int Runs { get; private set; }

    public double SuccessRate => Runs == 0 ? 0 : (double)_successes / Runs;

    public double MeanSeconds => _successes == 0 ? 0 : Math.Max(0, _secondsOfSuccesses) / _successes;

    /// <summary>Until when the strategy is put aside.</summary>
    public DateTimeOffset AsideUntil { get; private set; }

    public void Add(bool succeeded, double seconds)
    {
        if (Runs == _runs.Length)
        {
            Count(_runs[_next], -1);
        }

        _runs[_next] = (succeeded, seconds);
        _next = (_next + 1) % _runs.Length;
        Count((succeeded, seconds), +1);
    }

    /// <summary>Puts the strategy aside and forgets its record: it starts anew.</summary>
    public void PutAside(DateTimeOffset until)
    {
        AsideUntil = until;
        (Runs, _next, _successes, _secondsOfSuccesses) = (0, 0, 0, 0);
    }

    private void Count((bool Succeeded, double Seconds) run, int sign)
    {
        Runs += sign;
        if (run.Succeeded)
        {
            _successes += sign;
            _secondsOfSuccesses += sign * run.Seconds;
        }
    }
}
