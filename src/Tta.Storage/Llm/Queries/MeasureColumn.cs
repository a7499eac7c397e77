using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>One measure over all groups. Sums are exact; all values are kept only where a percentile or histogram needs them.</summary>
internal sealed class MeasureColumn(LlmFunction function, NumberSource source)
{
    private readonly List<List<double>?> _all = [];
    private readonly Dictionary<int, decimal> _inexact = [];
    private Group[] _groups = new Group[16];

    public void Add(ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        Grow(groupCount);
        for (int i = 0; i < rows.Length; i++)
        {
            long value = source.Read(rows[i]);
            if (value == NumberSource.Unknown)
            {
                continue;
            }

            int group = groups[i];
            ref Group at = ref _groups[group];
            if (value == NumberSource.Inexact)
            {
                decimal exact = source.Exact(rows[i])!.Value;
                _inexact[group] = _inexact.GetValueOrDefault(group) + exact;
                value = (long)Math.Clamp(exact * source.Scale, -9e18m, 9e18m);
            }
            else
            {
                at.Sum += value;
            }

            at.Min = at.Count == 0 || value < at.Min ? value : at.Min;
            at.Max = at.Count == 0 || value > at.Max ? value : at.Max;
            at.Count++;
            if (function >= LlmFunction.P50)
            {
                (_all[group] ??= []).Add(value / (double)source.Scale);
            }
        }
    }

    public LlmValue Result(int group, int bins)
    {
        Group at = group < _groups.Length ? _groups[group] : default;
        if (function == LlmFunction.Count)
        {
            return new LlmValue(at.Count);
        }

        if (at.Count == 0)
        {
            return function == LlmFunction.Histogram ? new LlmValue(null, []) : new LlmValue(null);
        }

        decimal sum = ((decimal)at.Sum / source.Scale) + _inexact.GetValueOrDefault(group);
        return function switch
        {
            LlmFunction.Sum => new LlmValue(sum),
            LlmFunction.Avg => new LlmValue(sum / at.Count),
            LlmFunction.Min => new LlmValue(at.Min / source.Scale),
            LlmFunction.Max => new LlmValue(at.Max / source.Scale),
            LlmFunction.Histogram => Distribution.Histogram(_all[group]!, bins),
            _ => Distribution.Percentile(_all[group]!, function),
        };
    }

    private void Grow(int groupCount)
    {
        if (groupCount > _groups.Length)
        {
            Array.Resize(ref _groups, Math.Max(groupCount, _groups.Length * 2));
        }

        while (_all.Count < groupCount)
        {
            _all.Add(null);
        }
    }

    private struct Group
    {
        public Int128 Sum;
        public long Min;
        public long Max;
        public long Count;
    }
}
