using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>One measure over all groups. Sums are exact; all values are kept only where a percentile or histogram needs them.</summary>
/// <param name="function">The function.</param>
/// <param name="source">What it is applied to; null counts rows.</param>
internal sealed class MeasureColumn(LlmFunction function, NumberSource? source)
{
    private readonly Dictionary<int, decimal> _inexact = [];
    private readonly long[] _values = new long[RowScan.BatchRows];
    private readonly double _scale = (double)(source?.Scale ?? 1);
    private Samples?[] _all = [];
    private Group[] _groups = new Group[16];

    public void Add(ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, int groupCount)
    {
        if (groupCount > _groups.Length)
        {
            Array.Resize(ref _groups, Math.Max(groupCount, _groups.Length * 2));
        }

        if (source is null)
        {
            foreach (int group in groups)
            {
                _groups[group].Count++;
            }

            return;
        }

        Span<long> values = _values.AsSpan(0, rows.Length);
        source.Read(rows, values);
        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] == NumberSource.Inexact)
            {
                values[i] = AddInexact(source, rows[i], groups[i]);
            }
        }

        if (function >= LlmFunction.P50)
        {
            Keep(values, groups);
        }
        else if (function is LlmFunction.Min or LlmFunction.Max)
        {
            AddExtremes(values, groups);
        }
        else
        {
            Add(values, groups);
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

        decimal scale = source?.Scale ?? 1;
        decimal sum = ((at.Spilled + at.Sum) / scale) + _inexact.GetValueOrDefault(group);
        return function switch
        {
            LlmFunction.Sum => new LlmValue(sum),
            LlmFunction.Avg => new LlmValue(sum / at.Count),
            LlmFunction.Min => new LlmValue(at.Min / scale),
            LlmFunction.Max => new LlmValue(at.Max / scale),
            LlmFunction.Histogram => Distribution.Histogram(_all[group]!, bins),
            _ => Distribution.Percentile(_all[group]!, function),
        };
    }

    private void Add(ReadOnlySpan<long> values, ReadOnlySpan<int> groups)
    {
        for (int i = 0; i < values.Length; i++)
        {
            long value = values[i];
            if (value == NumberSource.Unknown)
            {
                continue;
            }

            ref Group at = ref _groups[groups[i]];
            long sum = at.Sum + value;
            if (((sum ^ at.Sum) & (sum ^ value)) < 0)
            {
                at.Spilled += at.Sum; // The sum is too large for 64 bits.
                sum = value;
            }

            at.Sum = sum;
            at.Count++;
        }
    }

    private void AddExtremes(ReadOnlySpan<long> values, ReadOnlySpan<int> groups)
    {
        for (int i = 0; i < values.Length; i++)
        {
            long value = values[i];
            if (value == NumberSource.Unknown)
            {
                continue;
            }

            ref Group at = ref _groups[groups[i]];
            at.Min = at.Count == 0 || value < at.Min ? value : at.Min;
            at.Max = at.Count == 0 || value > at.Max ? value : at.Max;
            at.Count++;
        }
    }

    private void Keep(ReadOnlySpan<long> values, ReadOnlySpan<int> groups)
    {
        if (_groups.Length > _all.Length)
        {
            Array.Resize(ref _all, _groups.Length);
        }

        for (int i = 0; i < values.Length; i++)
        {
            if (values[i] != NumberSource.Unknown)
            {
                _groups[groups[i]].Count++;
                (_all[groups[i]] ??= new Samples()).Add(values[i] / _scale);
            }
        }
    }

    /// <summary>Adds a number that no scaled one stands for exactly; the difference to the one that is returned is kept beside the sum.</summary>
    private long AddInexact(NumberSource numbers, int row, int group)
    {
        decimal exact = numbers.Exact(row)!.Value;
        long scaled = (long)Math.Clamp(exact * numbers.Scale, -9e18m, 9e18m);
        _inexact[group] = _inexact.GetValueOrDefault(group) + exact - (scaled / numbers.Scale);
        return scaled;
    }

    private struct Group
    {
        public long Sum;
        public long Min;
        public long Max;
        public long Count;
        public decimal Spilled;
    }
}
