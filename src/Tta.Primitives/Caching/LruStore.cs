using System.Diagnostics.CodeAnalysis;

namespace Tta.Primitives;

/// <summary>A bounded dictionary whose entries age; the least recently used go first. Not thread-safe: the cache holds the lock.</summary>
internal sealed class LruStore<TOut>(CacheOptions<TOut> options)
{
    private readonly Dictionary<string, LinkedListNode<Entry>> _byKey = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byUse = [];

    public int Count => _byKey.Count;

    public long SizeBytes { get; private set; }

    /// <summary>Age at which an entry is no longer used, also of the entries that are there.</summary>
    public TimeSpan TimeToLive { get; set; } = options.TimeToLive;

    /// <summary>Looks an entry up and drops it when it is too old.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value, when it is fresh.</param>
    /// <param name="age">Its age, also when it is dropped for it; null when there was no entry.</param>
    /// <returns>Whether there is a fresh entry.</returns>
    public bool TryGet(string key, [MaybeNullWhen(false)] out TOut value, out TimeSpan? age)
    {
        age = null;
        if (_byKey.TryGetValue(key, out LinkedListNode<Entry>? node))
        {
            age = AgeOf(node.Value);
            if (age < TimeToLive)
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                value = node.Value.Value;
                return true;
            }

            Remove(node);
        }

        value = default;
        return false;
    }

    /// <summary>Writes an entry and makes room for it.</summary>
    /// <returns>Entries dropped to make room. The new one is dropped when it alone is too large.</returns>
    public int Set(string key, TOut value, long valueSizeBytes)
    {
        if (_byKey.TryGetValue(key, out LinkedListNode<Entry>? former))
        {
            Remove(former);
        }

        long sizeBytes = (key.Length * sizeof(char)) + valueSizeBytes;
        _byKey.Add(key, _byUse.AddFirst(new Entry(key, value, options.TimeProvider.GetTimestamp(), sizeBytes)));
        SizeBytes += sizeBytes;
        int evicted = 0;
        while (_byKey.Count > options.MaxEntries || SizeBytes > options.MaxBytes)
        {
            Remove(_byUse.Last!);
            evicted++;
        }

        return evicted;
    }

    public int RemoveExpired()
    {
        int removed = 0;
        for (LinkedListNode<Entry>? node = _byUse.Last; node is not null;)
        {
            LinkedListNode<Entry>? next = node.Previous;
            if (AgeOf(node.Value) >= TimeToLive)
            {
                Remove(node);
                removed++;
            }

            node = next;
        }

        return removed;
    }

    public void Clear()
    {
        _byKey.Clear();
        _byUse.Clear();
        SizeBytes = 0;
    }

    private TimeSpan AgeOf(Entry entry) => options.TimeProvider.GetElapsedTime(entry.Timestamp);

    private void Remove(LinkedListNode<Entry> node)
    {
        _byUse.Remove(node);
        _byKey.Remove(node.Value.Key);
        SizeBytes -= node.Value.SizeBytes;
    }

    private sealed record Entry(string Key, TOut Value, long Timestamp, long SizeBytes);
}
