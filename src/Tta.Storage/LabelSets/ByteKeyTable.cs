namespace Tta.Storage.LabelSets;

/// <summary>
/// Gives every distinct byte key a dense id: 0, 1, 2 ... A hit allocates nothing. Open addressing with linear probing over hashes
/// and ids; the keys lie in pages of their own. Keys are never removed: the owner builds a new table instead.
/// </summary>
internal sealed class ByteKeyTable
{
    private const int FirstSlots = 16;

    private readonly BytePages _pages = new();
    private int[] _slots = new int[FirstSlots]; // id + 1, 0 = free
    private Entry[] _entries = new Entry[FirstSlots / 2];

    public int Count { get; private set; }

    public ReadOnlyMemory<byte> this[int id] => _entries[id].Key;

    /// <summary>Id of a key, or -1.</summary>
    public int Find(ReadOnlySpan<byte> key) => _slots[SlotOf(key, SeededHash.Of(key))] - 1;

    /// <summary>Id of a key, which is added when it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> key, out bool added)
    {
        uint hash = SeededHash.Of(key);
        int slot = SlotOf(key, hash);
        added = _slots[slot] == 0;
        if (!added)
        {
            return _slots[slot] - 1;
        }

        if (Count == _entries.Length)
        {
            Grow();
            slot = SlotOf(key, hash);
        }

        _entries[Count] = new Entry(hash, _pages.Add(key));
        _slots[slot] = ++Count;
        return Count - 1;
    }

    private int SlotOf(ReadOnlySpan<byte> key, uint hash)
    {
        int mask = _slots.Length - 1;
        int slot = (int)(hash & (uint)mask);
        while (_slots[slot] != 0)
        {
            ref readonly Entry entry = ref _entries[_slots[slot] - 1];
            if (entry.Hash == hash && entry.Key.Span.SequenceEqual(key))
            {
                break;
            }

            slot = (slot + 1) & mask;
        }

        return slot;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _slots = new int[_slots.Length * 2];
        int mask = _slots.Length - 1;
        for (int id = 0; id < Count; id++)
        {
            int slot = (int)(_entries[id].Hash & (uint)mask);
            while (_slots[slot] != 0)
            {
                slot = (slot + 1) & mask;
            }

            _slots[slot] = id + 1;
        }
    }

    private readonly record struct Entry(uint Hash, ReadOnlyMemory<byte> Key);
}
