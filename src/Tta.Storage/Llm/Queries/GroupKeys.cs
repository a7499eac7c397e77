using Tta.Model;

namespace Tta.Storage.Llm.Queries;

/// <summary>Numbers the groups of an aggregation: 0, 1, 2 ... in the order they are met. Used under the lock of the store.</summary>
internal sealed class GroupKeys
{
    private readonly CodeSource[] _dimensions;
    private readonly NumberSource _time;
    private readonly LlmAggregation _aggregation;
    private readonly int[] _codes = new int[RowScan.BatchRows];
    private readonly long[] _times = new long[RowScan.BatchRows];
    private readonly Step[] _steps; // One per dimension: (group so far, symbol) to the next number.
    private readonly Dictionary<long, int> _buckets = [];
    private readonly List<long> _bucketStarts = [];
    private long _lastBucketNs = long.MaxValue; // None yet.
    private long _lastBucketEndNs = long.MinValue;
    private int _lastBucket;

    public GroupKeys(IRowFields fields, LlmAggregation aggregation)
    {
        _aggregation = aggregation;
        _time = fields.Numbers(LlmField.Time);
        _dimensions = new CodeSource[aggregation.Dimensions.Count];
        _steps = new Step[_dimensions.Length];
        for (int i = 0; i < _dimensions.Length; i++)
        {
            FieldTable.Check(fields.View, aggregation.Dimensions[i]);
            _dimensions[i] = fields.Codes(aggregation.Dimensions[i]);
            _steps[i] = new Step(_dimensions[i]);
        }
    }

    public int Count => _steps.Length == 0 ? _bucketStarts.Count : _steps[^1].Count;

    /// <summary>Groups of rows.</summary>
    public void Read(ReadOnlySpan<int> rows, Span<int> groups)
    {
        ReadBuckets(rows, groups);
        Span<int> codes = _codes.AsSpan(0, rows.Length);
        for (int d = 0; d < _dimensions.Length; d++)
        {
            _dimensions[d].Read(rows, codes);
            Step step = _steps[d];
            step.Grow();
            for (int i = 0; i < rows.Length; i++)
            {
                groups[i] = step.Next(groups[i], codes[i]);
            }
        }
    }

    /// <summary>Time bucket and texts of a group.</summary>
    public (long BucketNs, string?[] Keys) Describe(int group)
    {
        string?[] keys = new string?[_dimensions.Length];
        for (int d = _dimensions.Length - 1; d >= 0; d--)
        {
            (group, int symbol) = _steps[d].Parts(group);
            keys[d] = _dimensions[d].Text(symbol);
        }

        return (_bucketStarts[group], keys);
    }

    private void ReadBuckets(ReadOnlySpan<int> rows, Span<int> groups)
    {
        if (_aggregation is { Bucket: LlmBucket.None, BucketWidthNs: 0 })
        {
            groups.Fill(BucketOf(0));
            return;
        }

        Span<long> times = _times.AsSpan(0, rows.Length);
        _time.Read(rows, times);
        for (int i = 0; i < rows.Length; i++)
        {
            groups[i] = times[i] >= _lastBucketNs && times[i] < _lastBucketEndNs ? _lastBucket : BucketOf(times[i]);
        }
    }

    private int BucketOf(long timeNs)
    {
        (long startNs, long endNs) = TimeBuckets.Of(_aggregation, timeNs);
        if (!_buckets.TryGetValue(startNs, out int number))
        {
            _buckets[startNs] = number = _bucketStarts.Count;
            _bucketStarts.Add(startNs);
        }

        (_lastBucketNs, _lastBucketEndNs, _lastBucket) = (startNs, endNs, number);
        return number;
    }

    private sealed class Step(CodeSource source)
    {
        private readonly Dictionary<long, int> _numbers = [];
        private readonly List<(int Group, int Symbol)> _parts = [];
        private readonly (long Key, int Number)[] _recent = NoneYet();
        private int[] _symbols = [];
        private int[] _ofFirstGroup = []; // By code, because most questions have one group before this step.

        public int Count => _parts.Count;

        public (int Group, int Symbol) Parts(int number) => _parts[number];

        /// <summary>Makes room for the codes that rows have now.</summary>
        public void Grow()
        {
            int known = _symbols.Length;
            if (source.Count > known)
            {
                Array.Resize(ref _symbols, source.Count);
                Array.Resize(ref _ofFirstGroup, source.Count);
                _symbols.AsSpan(known).Fill(-1);
                _ofFirstGroup.AsSpan(known).Fill(-1);
            }
        }

        public int Next(int group, int code)
        {
            if (group != 0)
            {
                return Number(group, code);
            }

            ref int first = ref _ofFirstGroup[code];
            return first >= 0 ? first : first = Number(group, code);
        }

        private int Number(int group, int code)
        {
            int symbol = _symbols[code];
            if (symbol < 0)
            {
                _symbols[code] = symbol = source.Symbol(code);
            }

            long key = ((long)group << 32) | (uint)symbol;
            ref (long Key, int Number) recent = ref _recent[(group * 31 ^ symbol) & (_recent.Length - 1)];
            if (recent.Key == key)
            {
                return recent.Number;
            }

            if (!_numbers.TryGetValue(key, out int number))
            {
                _numbers[key] = number = _parts.Count;
                _parts.Add((group, symbol));
            }

            recent = (key, number);
            return number;
        }

        private static (long Key, int Number)[] NoneYet()
        {
            var recent = new (long Key, int Number)[1024];
            Array.Fill(recent, (-1, 0));
            return recent;
        }

    }
}
