namespace Tta.Storage.LabelSets;

/// <summary>
/// The ids of an index in the order of their label sets, kept from query to query: label sets added since the last one are sorted
/// and merged in, so that an answer sorts numbers instead of label sets.
/// </summary>
internal sealed class LabelOrder(LabelIndex index)
{
    /// <summary>Answers up to this size are sorted directly; they need no order of everything.</summary>
    private const int SmallAnswer = 64;

    private int[] _sorted = [];
    private int[] _ranks = [];

    /// <summary>Sorts ids by their label sets.</summary>
    public void Sort(List<int> ids)
    {
        if (ids.Count <= SmallAnswer)
        {
            ids.Sort(Compare);
            return;
        }

        if (_sorted.Length < index.Count)
        {
            Extend();
        }

        for (int i = 0; i < ids.Count; i++)
        {
            ids[i] = _ranks[ids[i]];
        }

        ids.Sort();
        for (int i = 0; i < ids.Count; i++)
        {
            ids[i] = _sorted[ids[i]];
        }
    }

    private int Compare(int a, int b) => index[a].CompareTo(index[b]);

    private void Extend()
    {
        int known = _sorted.Length;
        var added = new int[index.Count - known];
        for (int i = 0; i < added.Length; i++)
        {
            added[i] = known + i;
        }

        Array.Sort(added, Compare);
        var merged = new int[index.Count];
        int next = 0;
        int used = 0;
        for (int i = 0; i < merged.Length; i++)
        {
            bool takeAdded = next == known || (used < added.Length && Compare(added[used], _sorted[next]) < 0);
            merged[i] = takeAdded ? added[used++] : _sorted[next++];
        }

        _sorted = merged;
        _ranks = new int[merged.Length];
        for (int rank = 0; rank < merged.Length; rank++)
        {
            _ranks[merged[rank]] = rank;
        }
    }
}
