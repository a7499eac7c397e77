namespace Tta.Storage.Blocks;

/// <summary>Decoded sections of blocks, the ones used last, up to a number of bytes. Thread-safe.</summary>
internal sealed class BlockCache(long maxBytes)
{
    private const int OverheadBytes = 192; // Entry, node and slot of one section.

    private readonly Lock _lock = new();
    private readonly Dictionary<(long Block, long Offset), LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = []; // Last used first.
    private long _bytes;

    /// <summary>The decoded section, or what <paramref name="decode"/> makes of it. Two threads may decode the same one.</summary>
    /// <param name="block">The block.</param>
    /// <param name="section">The section.</param>
    /// <param name="decode">Decodes it.</param>
    /// <param name="sizeBytes">What the decoded section takes in memory; default: twice its plain bytes.</param>
    public T Get<T>(BlockFile block, BlockSection section, Func<byte[], T> decode, Func<T, long>? sizeBytes = null)
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
        Keep(key, value, (sizeBytes?.Invoke(value) ?? section.PlainBytes * 2L) + OverheadBytes);
        return value;
    }

    private void Keep((long Block, long Offset) key, object value, long sizeBytes)
    {
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
