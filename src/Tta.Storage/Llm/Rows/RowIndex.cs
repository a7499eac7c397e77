using Tta.Storage.LabelSets;

namespace Tta.Storage.Llm.Rows;

/// <summary>Finds rows by id. Several rows may have the same id. Open addressing; a removed row leaves its place taken. Not thread-safe.</summary>
internal sealed class RowIndex(IdArena arena, Column<uint> ids)
{
    private const int FirstSlots = 64;

    private int[] _slots = new int[FirstSlots]; // row + 1, 0 = free
    private int _used;

    /// <summary>Walks over the rows with an id; the newest one is not necessarily the first.</summary>
    /// <param name="packed">The id.</param>
    /// <param name="probe">Where to go on; -1 at first.</param>
    /// <returns>A row, or -1 at the end.</returns>
    public int Next(ReadOnlySpan<byte> packed, ref int probe)
    {
        int mask = _slots.Length - 1;
        probe = probe < 0 ? (int)(SeededHash.Of(packed) & (uint)mask) : (probe + 1) & mask;
        for (; _slots[probe] != 0; probe = (probe + 1) & mask)
        {
            int row = _slots[probe] - 1;
            if (arena.Packed(ids[row]).SequenceEqual(packed))
            {
                return row;
            }
        }

        return -1;
    }

    public void Add(int row)
    {
        if (_used * 4L >= _slots.Length * 3L)
        {
            Grow();
        }

        Place(row);
        _used++;
    }

    private void Grow()
    {
        int[] old = _slots;
        _slots = new int[old.Length * 2];
        foreach (int slot in old)
        {
            if (slot != 0)
            {
                Place(slot - 1);
            }
        }
    }

    private void Place(int row)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(SeededHash.Of(arena.Packed(ids[row])) & (uint)mask);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }

        _slots[slot] = row + 1;
    }
}
