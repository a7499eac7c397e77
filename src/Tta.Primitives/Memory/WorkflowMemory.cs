using System.Diagnostics.CodeAnalysis;

namespace Tta.Primitives;

/// <summary>What workflows remember from run to run: bounded, searched by words, kept in memory. Thread-safe.</summary>
public sealed class WorkflowMemory
{
    private readonly Lock _lock = new();
    private readonly MemoryOptions _options;
    private readonly TextIndex _index = new();
    private readonly LinkedList<Slot> _byUse = [];
    private readonly Dictionary<string, LinkedListNode<Slot>> _byKey = new(StringComparer.Ordinal);
    private long _chars;

    /// <summary>Starts empty.</summary>
    /// <param name="options">Size and age. Default: 1,000 entries that never age.</param>
    public WorkflowMemory(MemoryOptions? options = null) => _options = (options ?? MemoryOptions.Default).Validated();

    /// <summary>Entries held, those included that are too old and not yet dropped.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>Keeps a text, replacing one of the same key.</summary>
    /// <param name="key">Identity.</param>
    /// <param name="text">What to remember.</param>
    public void Remember(string key, string text)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(text);
        TimeProvider time = _options.TimeProvider;
        var slot = new Slot(new MemoryEntry(key, text, time.GetUtcNow()), time.GetTimestamp());
        lock (_lock)
        {
            Drop(key);
            _byKey.Add(key, _byUse.AddFirst(slot));
            _index.Add(key, text);
            _chars += text.Length;
            while (_byKey.Count > _options.MaxEntries || _chars > _options.MaxChars)
            {
                Drop(_byUse.Last!.Value.Entry.Key);
            }
        }
    }

    /// <summary>Reads an entry by its key; that counts as a use.</summary>
    /// <param name="key">Identity.</param>
    /// <param name="entry">The entry, when there is one.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string key, [MaybeNullWhen(false)] out MemoryEntry entry)
    {
        lock (_lock)
        {
            entry = Use(key);
            return entry is not null;
        }
    }

    /// <summary>The entries that fit a question best by the words they share (BM25), best first; those given count as used.</summary>
    /// <param name="query">Words in any order and case.</param>
    /// <param name="limit">Entries at most, at least 1. Default: 5.</param>
    /// <returns>Entries that share at least one word.</returns>
    public IReadOnlyList<MemoryMatch> Search(string query, int limit = 5)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        var matches = new List<MemoryMatch>();
        lock (_lock)
        {
            foreach ((string key, double score) in _index.Score(query)
                .OrderByDescending(static found => found.Value).ThenBy(static found => found.Key, StringComparer.Ordinal))
            {
                if (matches.Count == limit)
                {
                    break;
                }

                if (Use(key) is { } entry)
                {
                    matches.Add(new MemoryMatch(entry, score));
                }
            }
        }

        return matches;
    }

    /// <summary>Forgets one entry.</summary>
    /// <param name="key">Identity.</param>
    /// <returns>Whether there was one.</returns>
    public bool Forget(string key)
    {
        lock (_lock)
        {
            return Drop(key);
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (string key in _byKey.Keys.ToArray())
            {
                Drop(key);
            }
        }
    }

    private MemoryEntry? Use(string key)
    {
        if (!_byKey.TryGetValue(key, out LinkedListNode<Slot>? node))
        {
            return null;
        }

        if (_options.TimeToLive is { } life && _options.TimeProvider.GetElapsedTime(node.Value.Timestamp) >= life)
        {
            Drop(key);
            return null;
        }

        _byUse.Remove(node);
        _byUse.AddFirst(node);
        return node.Value.Entry;
    }

    private bool Drop(string key)
    {
        if (!_byKey.Remove(key, out LinkedListNode<Slot>? node))
        {
            return false;
        }

        _byUse.Remove(node);
        _index.Remove(key);
        _chars -= node.Value.Entry.Text.Length;
        return true;
    }

    private readonly record struct Slot(MemoryEntry Entry, long Timestamp);
}
