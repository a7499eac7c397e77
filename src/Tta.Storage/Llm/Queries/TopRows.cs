namespace Tta.Storage.Llm.Queries;

/// <summary>Keeps the first rows of an order without sorting all of them. Of equal keys, the order of ids decides.</summary>
/// <param name="keep">How many; 0 = all.</param>
/// <param name="descending">Whether the greatest key comes first; then ids descend too.</param>
/// <param name="orderIdOf">Decides between equal keys.</param>
internal sealed class TopRows(int keep, bool descending, Func<int, string> orderIdOf)
{
    private readonly List<(long Key, int Row)> _rows = [];
    private readonly int _sortAt = keep == 0 ? int.MaxValue : Math.Max(1024, 4 * Math.Min(keep, 1 << 20));
    private long _worst = descending ? long.MinValue : long.MaxValue;

    public void Add(long key, int row)
    {
        if (descending ? key < _worst : key > _worst)
        {
            return;
        }

        _rows.Add((key, row));
        if (_rows.Count >= _sortAt)
        {
            Cut();
        }
    }

    /// <summary>The rows in order.</summary>
    public List<(long Key, int Row)> Sorted()
    {
        Cut();
        return _rows;
    }

    private void Cut()
    {
        _rows.Sort(Compare);
        if (keep > 0 && _rows.Count >= keep)
        {
            _rows.RemoveRange(keep, _rows.Count - keep);
            _worst = _rows[^1].Key;
        }
    }

    private int Compare((long Key, int Row) a, (long Key, int Row) b)
    {
        int order = a.Key.CompareTo(b.Key);
        order = order != 0 ? order : string.CompareOrdinal(orderIdOf(a.Row), orderIdOf(b.Row));
        return descending ? -order : order;
    }
}
