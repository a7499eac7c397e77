namespace Tta.Query.TraceQl;

/// <summary>Span sets and lists of them for one trace at a time; everything comes back when the next trace starts.</summary>
internal sealed class SpanSetPool
{
    private readonly List<SpanSet> _sets = [];
    private readonly List<List<SpanSet>> _lists = [];
    private int _usedSets;
    private int _usedLists;
    private int[] _marks = [];

    public void Reset()
    {
        _usedSets = 0;
        _usedLists = 0;
    }

    /// <summary>An empty set, with the attributes of another.</summary>
    public SpanSet RentSet(SpanSet? like = null)
    {
        if (_usedSets == _sets.Count)
        {
            _sets.Add(new SpanSet());
        }

        SpanSet set = _sets[_usedSets++];
        set.Spans.Clear();
        set.Attributes.Clear();
        if (like is not null)
        {
            set.Attributes.AddRange(like.Attributes);
        }

        return set;
    }

    public List<SpanSet> RentList()
    {
        if (_usedLists == _lists.Count)
        {
            _lists.Add([]);
        }

        List<SpanSet> list = _lists[_usedLists++];
        list.Clear();
        return list;
    }

    /// <summary>Zeroes, one for each span; the same memory each time.</summary>
    public Span<int> Marks(int count)
    {
        if (_marks.Length < count)
        {
            _marks = new int[Math.Max(64, count * 2)];
        }

        Span<int> marks = _marks.AsSpan(0, count);
        marks.Clear();
        return marks;
    }
}
