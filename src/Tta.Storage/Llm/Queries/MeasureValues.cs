using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Values of one measure in one group of items. Sums are exact.</summary>
internal sealed class MeasureValues(LlmFunction function)
{
    private readonly Samples? _all = function >= LlmFunction.P50 ? new Samples() : null;
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
            LlmFunction.Histogram => Distribution.Histogram(_all!, bins),
            _ => Distribution.Percentile(_all!, function),
        };
    }
}
