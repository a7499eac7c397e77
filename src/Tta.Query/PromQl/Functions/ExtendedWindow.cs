// Spec: Prometheus 3.14, docs/querying/basics (anchored and smoothed range selectors).
using Tta.Model;

namespace Tta.Query.PromQl;

/// <summary>
/// Windows of anchored and smoothed selectors: the samples inside, the one before the start and, when smoothed, the one behind the
/// end, none further off than the lookback. Pointers only move forward.
/// </summary>
internal ref struct ExtendedWindow(SeriesSamples samples, WindowedSeries windows, long lookbackMs, bool isSmoothed)
{
    private readonly ReadOnlySpan<long> _timesMs = samples.TimesMs;
    private readonly ReadOnlySpan<double> _values = samples.Values;
    private long _startMs;
    private long _endMs;
    private int _low;
    private int _high;

    /// <summary>Index of the first sample that counts.</summary>
    public int First { get; private set; }

    /// <summary>Index of the last sample that counts.</summary>
    public int Last { get; private set; }

    /// <summary>Moves to the window of a step. False when it holds nothing to compute with.</summary>
    public bool MoveTo(long evaluationMs)
    {
        _endMs = windows.EndOf(evaluationMs);
        _startMs = _endMs - windows.RangeMs;
        long reachMs = isSmoothed ? lookbackMs : 0;
        WindowPointers.Advance(_timesMs, _endMs + reachMs, windows.RangeMs + lookbackMs + reachMs, ref _low, ref _high);
        if (_low == _high)
        {
            return false;
        }

        First = _low;
        Last = _high - 1;
        while (First + 1 < _high && _timesMs[First + 1] <= _startMs)
        {
            First++;
        }

        while (isSmoothed && Last > _low && _timesMs[Last - 1] >= _endMs)
        {
            Last--;
        }

        return _timesMs[Last] > _startMs && (!isSmoothed || _timesMs[First] <= _endMs);
    }

    /// <summary>The difference between the edges, resets of a counter added back.</summary>
    public readonly double Difference(bool isCounter)
    {
        double left = isSmoothed && _timesMs[First] < _startMs ? Interpolate(First, First + 1, _startMs, isCounter) : _values[First];
        double right = isSmoothed && Last > _low && _timesMs[Last] > _endMs
            ? Interpolate(Last - 1, Last, _endMs, isCounter)
            : _values[Last];
        return right - left + (isCounter ? Resets(left, right) : 0);
    }

    // The values at the edges already know of a reset beside them; only samples strictly inside are compared.
    private readonly double Resets(double left, double right)
    {
        int first = _timesMs[First] <= _startMs ? First + 1 : First;
        int last = _timesMs[Last] >= _endMs ? Last - 1 : Last;
        double correction = 0;
        double previous = left;
        for (int i = first; i <= last; i++)
        {
            correction += _values[i] < previous ? previous : 0;
            previous = _values[i];
        }

        return correction + (right < previous ? previous : 0);
    }

    private readonly double Interpolate(int before, int after, long timeMs, bool isCounter)
    {
        double start = isCounter && _values[after] < _values[before] ? 0 : _values[before];
        return start + ((_values[after] - start) * (timeMs - _timesMs[before]) / (_timesMs[after] - _timesMs[before]));
    }
}
