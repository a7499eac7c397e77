using Tta.Model;

namespace Tta.Wire.Bytes;

/// <summary>
/// Numbers byte strings in the order in which they come: 0, 1, 2 ... Looking one up allocates nothing. The hash is seeded per
/// process, so that senders cannot choose keys that collide. Not thread-safe.
/// </summary>
public sealed class ByteKeyTable
{
    private readonly ByteArena _bytes = new();
    private readonly RowList<Entry> _entries = new();
    private int[] _buckets = new int[64];

    /// <summary>Number of keys.</summary>
    public int Count => _entries.Count;

    /// <summary>The key of a number.</summary>
    public ReadOnlySpan<byte> this[int index] => _bytes.Get(_entries[index].Key);

    /// <summary>The number of a key, added if it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> key, out bool isNew)
    {
        int hash = Hash(key);
        int index = Find(key, hash);
        isNew = index < 0;
        if (!isNew)
        {
            return index;
        }

        if (_entries.Count == _buckets.Length)
        {
            Grow();
        }

        ref int bucket = ref _buckets[hash & (_buckets.Length - 1)];
        index = _entries.Add(new Entry(_bytes.Add(key), hash, bucket - 1));
        bucket = index + 1;
        return index;
    }

    /// <summary>The number of a key, -1 when absent.</summary>
    public int Find(ReadOnlySpan<byte> key) => Find(key, Hash(key));

    /// <summary>Forgets all keys, keeps the memory.</summary>
    public void Clear()
    {
        _bytes.Clear();
        _entries.Clear();
        Array.Clear(_buckets);
    }

    private int Find(ReadOnlySpan<byte> key, int hash)
    {
        for (int index = _buckets[hash & (_buckets.Length - 1)] - 1; index >= 0; index = _entries[index].Next)
        {
            if (_entries[index].Hash == hash && _bytes.Get(_entries[index].Key).SequenceEqual(key))
            {
                return index;
            }
        }

        return -1;
    }

    private void Grow()
    {
        _buckets = new int[_buckets.Length * 2];
        for (int i = 0; i < _entries.Count; i++)
        {
            ref Entry entry = ref _entries[i];
            ref int bucket = ref _buckets[entry.Hash & (_buckets.Length - 1)];
            entry = entry with { Next = bucket - 1 };
            bucket = i + 1;
        }
    }

    private static int Hash(ReadOnlySpan<byte> key)
    {
        var hash = default(HashCode);
        hash.AddBytes(key);
        return hash.ToHashCode();
    }

    private readonly record struct Entry(ByteSlice Key, int Hash, int Next);
}
