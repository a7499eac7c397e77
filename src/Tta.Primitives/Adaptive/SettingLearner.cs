using System.Globalization;

namespace Tta.Primitives;

/// <summary>
/// Learns one setting: observes what executions need, proposes a value, compares the proposal with the executions that follow, and only
/// then lets it be used; puts it aside when it fails. Thread-safe.
/// </summary>
internal sealed class SettingLearner(SettingRule rule, AdaptiveSettingOptions options)
{
    // A proposal this near to what is known already changes nothing worth a change.
    private const double Nearness = 0.05;

    private readonly Lock _lock = new();

    // What each of the latest executions needed; null for one that failed for want of more.
    private readonly Queue<double?> _needs = new();
    private double? _validated;
    private double? _proposed;
    private int _validations;
    private int _held;
    private int _uses;
    private int _failedUses;
    private DateTimeOffset _asideUntil;

    public double InUse(AdaptiveMode mode, DateTimeOffset now)
    {
        lock (_lock)
        {
            return Use(mode, now);
        }
    }

    /// <summary>Takes note of an execution.</summary>
    /// <param name="need">The value that would have been enough for it; null when it failed for want of more.</param>
    /// <param name="mode">How far learning may go.</param>
    /// <param name="now">The moment.</param>
    /// <returns>What changed, a word for the metric; null when nothing did.</returns>
    public string? Learn(double? need, AdaptiveMode mode, DateTimeOffset now)
    {
        if (mode == AdaptiveMode.Off)
        {
            return null;
        }

        lock (_lock)
        {
            _needs.Enqueue(need);
            if (_needs.Count > options.WindowRuns)
            {
                _needs.Dequeue();
            }

            double inUse = Use(mode, now);
            if (IsFailing(need, mode))
            {
                Forget();
                _asideUntil = now + options.PutAsideFor;
                return "put_aside";
            }

            if (now < _asideUntil)
            {
                return null;
            }

            return _proposed is { } proposed ? Validate(proposed, need, inUse, mode) : Propose(inUse);
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            Forget();
            _asideUntil = default;
        }
    }

    public AdaptiveSetting Explain(AdaptiveMode mode, DateTimeOffset now)
    {
        lock (_lock)
        {
            return new AdaptiveSetting(
                rule.Name, rule.Unit, rule.Baseline, Use(mode, now), _validated, _proposed, _needs.Count, FailureRatio(), Why(mode, now));
        }
    }

    private double Use(AdaptiveMode mode, DateTimeOffset now) =>
        mode == AdaptiveMode.Active && now >= _asideUntil ? _validated ?? rule.Baseline : rule.Baseline;

    private string? Propose(double inUse)
    {
        double[] needs = [.. _needs.Where(static need => need is not null).Select(static need => need!.Value).Order()];
        if (_needs.Count < options.MinimumRuns || needs.Length == 0)
        {
            return null;
        }

        double value = Math.Clamp(rule.Propose(needs, FailureRatio(), inUse), rule.Minimum, rule.Maximum);
        double known = _validated ?? rule.Baseline;
        if (Math.Abs(value - known) <= known * Nearness)
        {
            return null;
        }

        (_proposed, _validations, _held) = (value, 0, 0);
        return "proposed";
    }

    private string? Validate(double proposed, double? need, double inUse, AdaptiveMode mode)
    {
        // An execution that failed with less than the proposal says nothing about it.
        if (mode == AdaptiveMode.Observe || (need is null && proposed > inUse))
        {
            return null;
        }

        _validations++;
        _held += need <= proposed ? 1 : 0;
        if (_validations < options.MinimumValidations)
        {
            return null;
        }

        bool hasPassed = _held >= options.ValidationRate * _validations;
        _proposed = null;
        if (!hasPassed)
        {
            _needs.Clear();
            return "rejected";
        }

        (_validated, _uses, _failedUses) = (proposed, 0, 0);
        return "validated";
    }

    private bool IsFailing(double? need, AdaptiveMode mode)
    {
        if (mode != AdaptiveMode.Active || _validated is null)
        {
            return false;
        }

        if (_uses == options.WindowRuns)
        {
            (_uses, _failedUses) = (0, 0);
        }

        _uses++;
        _failedUses += need is null ? 1 : 0;
        return _uses >= options.MinimumRuns && _failedUses > options.MaxFailureRatio * _uses;
    }

    private void Forget()
    {
        _needs.Clear();
        (_validated, _proposed) = (null, null);
    }

    private double FailureRatio() => _needs.Count == 0 ? 0 : (double)_needs.Count(static need => need is null) / _needs.Count;

    private string Why(AdaptiveMode mode, DateTimeOffset now)
    {
        if (mode == AdaptiveMode.Off)
        {
            return "off: the baseline is used and nothing is learned";
        }

        if (now < _asideUntil)
        {
            return $"the baseline until {_asideUntil.ToString("u", CultureInfo.InvariantCulture)}: with what was learned too much failed";
        }

        string next = _proposed is null ? "" : mode == AdaptiveMode.Observe
            ? "; a proposal waits for mode Validate"
            : $"; of {_validations} executions since the proposal {_held} would have done with it, {options.MinimumValidations} are compared";
        if (_validated is not null)
        {
            return (mode == AdaptiveMode.Active ? "learned and validated" : "the baseline; what was validated would be used in mode Active") + next;
        }

        return (_needs.Count < options.MinimumRuns
            ? $"the baseline: {_needs.Count} executions observed of {options.MinimumRuns} that are needed"
            : _proposed is null ? "the baseline: it fits what was observed" : "the baseline") + next;
    }
}
