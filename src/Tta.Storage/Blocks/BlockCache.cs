namespace Tta.Storage.Blocks;

/// <summary>Decoded sections of blocks, the ones used last, up to a number of bytes. Thread-safe.</summary>
internal sealed class BlockCache(long maxBytes)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<(long Block, long Offset), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = []; // Last used first.
    private long _bytes;

    /// <summary>The decoded section, or what <paramref name="decode"/> makes of it. Two threads may decode the same one.</summary>
    public T Get<T>(BlockFile block, BlockSection section, Func<byte[], T> decode)
        where T : class
    {
        (long Number, long Offset) key = (block.Number, section.Offset);
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                _byUse.Remove(node);
                _byUse.AddFirst(node);
                return (T)node.Value.Value;
            }
        }

        T value = decode(block.Read(section));
        Keep(key, value, section.PlainBytes);
        return value;
    }

    private void Keep((long Block, long Offset) key, object value, long plainBytes)
    {
        long sizeBytes = (plainBytes * 2) + 128; // Decoded numbers take more than their coded bytes.
        if (sizeBytes > maxBytes / 2)
        {
            return;
        }

        lock (_lock)
        {
            if (_entries.ContainsKey(key))
            {
                return;
            }

            _entries.Add(key, _byUse.AddFirst(new Entry(key, value, sizeBytes)));
            _bytes += sizeBytes;
            while (_bytes > maxBytes && _byUse.Last is { } last)
            {
                _byUse.RemoveLast();
                _entries.Remove(last.Value.Key);
                _bytes -= last.Value.SizeBytes;
            }
        }
    }

    private readonly record struct Entry((long Block, long Offset) Key, object Value, long SizeBytes);
}
