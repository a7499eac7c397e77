namespace Tta.Storage.Llm.Rows;

/// <summary>The rows that came last, by the hash of their ids: open addressing. Nothing of it is on disk. Not thread-safe.</summary>
internal sealed class RecentRows
{
    private const int FirstSlots = 64;

    private (uint Hash, int Row)[] _slots = new (uint Hash, int Row)[FirstSlots]; // row + 1, 0 = free

    public int Count { get; private set; }

    public void Add(uint hash, int row)
    {
        if (Count * 2 >= _slots.Length)
        {
            (uint Hash, int Row)[] old = _slots;
            _slots = new (uint Hash, int Row)[old.Length * 2];
            foreach ((uint Hash, int Row) slot in old)
            {
                if (slot.Row != 0)
                {
                    Place(slot.Hash, slot.Row);
                }
            }
        }

        Place(hash, row + 1);
        Count++;
    }

    /// <summary>Walks over the rows with a hash.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="probe">Where to go on; -1 at first.</param>
    /// <returns>A row, or -1 at the end.</returns>
    public int Next(uint hash, ref int probe)
    {
        int mask = _slots.Length - 1;
        probe = probe < 0 ? (int)(hash & (uint)mask) : (probe + 1) & mask;
        for (; _slots[probe].Row != 0; probe = (probe + 1) & mask)
        {
            if (_slots[probe].Hash == hash)
            {
                return _slots[probe].Row - 1;
            }
        }

        return -1;
    }

    /// <summary>Gets all rows in the order of their hashes, and forgets them.</summary>
    public void Drain(Span<uint> hashes, Span<int> rows)
    {
        int count = 0;
        foreach ((uint hash, int row) in _slots)
        {
            if (row != 0)
            {
                (hashes[count], rows[count++]) = (hash, row - 1);
            }
        }

        hashes[..count].Sort(rows[..count]);
        _slots.AsSpan().Clear();
        Count = 0;
    }

    private void Place(uint hash, int stored)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(hash & (uint)mask);
        while (_slots[slot].Row != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = (hash, stored);
    }
}
