using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>The row groups that a reader used last, and what it made of them. Used by one thread at a time.</summary>
/// <param name="maxGroups">So many are kept.</param>
/// <param name="open">Opens one.</param>
internal sealed class RecentGroups<T>(int maxGroups, Func<SpanBlock, int, T> open)
{
    private readonly List<(SpanBlock Block, int Index, T Group)> _groups = []; // Used last at the end.

    /// <summary>The group that a row of a block is in.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public T Of(SpanBlock block, int row, out int rowOfGroup)
    {
        for (int i = _groups.Count - 1; i >= 0; i--)
        {
            (SpanBlock known, int index, T group) = _groups[i];
            rowOfGroup = known == block ? row - block.FirstRowOf(index) : -1;
            if (rowOfGroup >= 0 && rowOfGroup < block.Footer.Groups[index].RowCount)
            {
                if (i < _groups.Count - 1)
                {
                    _groups.RemoveAt(i);
                    _groups.Add((block, index, group));
                }

                return group;
            }
        }

        int wanted = block.GroupOfRow(row);
        rowOfGroup = row - block.FirstRowOf(wanted);
        if (_groups.Count == maxGroups)
        {
            _groups.RemoveAt(0); // Before the next one is read: no more than so many at once.
        }

        _groups.Add((block, wanted, open(block, wanted)));
        return _groups[^1].Group;
    }

    /// <summary>Lets all go, also one that was half read when damage was found.</summary>
    public void Clear() => _groups.Clear();
}
