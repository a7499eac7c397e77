using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Values of one measure in one group. Sums are exact; all values are kept only where a percentile or histogram needs them.</summary>
internal sealed class MeasureValues(LlmFunction function)
{
    private readonly List<double>? _all = function >= LlmFunction.P50 ? [] : null;
    private decimal _sum;
    private decimal _min;
    private decimal _max;
    private long _count;

    public void Add(decimal value)
    {
        _min = _count == 0 || value < _min ? value : _min;
        _max = _count == 0 || value > _max ? value : _max;
        _sum += value;
        _count++;
        _all?.Add((double)value);
    }

    public LlmValue Result(int bins)
    {
        if (function == LlmFunction.Count)
        {
            return new LlmValue(_count);
        }

        if (_count == 0)
        {
            return function == LlmFunction.Histogram ? new LlmValue(null, []) : new LlmValue(null);
        }

        return function switch
        {
            LlmFunction.Sum => new LlmValue(_sum),
            LlmFunction.Avg => new LlmValue(_sum / _count),
            LlmFunction.Min => new LlmValue(_min),
            LlmFunction.Max => new LlmValue(_max),
            LlmFunction.P50 => Percentile(0.50),
            LlmFunction.P75 => Percentile(0.75),
            LlmFunction.P90 => Percentile(0.90),
            LlmFunction.P95 => Percentile(0.95),
            LlmFunction.P99 => Percentile(0.99),
            _ => Histogram(bins),
        };
    }

    private LlmValue Percentile(double ratio)
    {
        _all!.Sort();
        double rank = ratio * (_all.Count - 1);
        int lower = (int)rank;
        int upper = Math.Min(lower + 1, _all.Count - 1);
        return new LlmValue((decimal)(_all[lower] + ((_all[upper] - _all[lower]) * (rank - lower))));
    }

    private LlmValue Histogram(int bins)
    {
        (double min, double max) = ((double)_min, (double)_max);
        if (min == max)
        {
            return new LlmValue(null, [new LlmBin(min, max, _count)]);
        }

        long[] counts = new long[bins];
        double width = (max - min) / bins;
        foreach (double value in _all!)
        {
            counts[Math.Min(bins - 1, (int)((value - min) / width))]++;
        }

        var result = new LlmBin[bins];
        for (int i = 0; i < bins; i++)
        {
            result[i] = new LlmBin(min + (i * width), i == bins - 1 ? max : min + ((i + 1) * width), counts[i]);
        }

        return new LlmValue(null, result);
    }
}
