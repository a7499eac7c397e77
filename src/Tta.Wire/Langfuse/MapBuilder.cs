using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Builds a map: the order of first mention, the value of the last one.</summary>
internal sealed class MapBuilder
{
    private const int MostToSearch = 32; // Comparing so many names costs less than keeping an index.

    private KeyValue[] _pairs = [];
    private Dictionary<string, int>? _places;

    public int Count { get; private set; }

    /// <summary>The pairs so far.</summary>
    public ReadOnlySpan<KeyValue> Pairs => _pairs.AsSpan(0, Count);

    public AnyValue this[string key] => Find(key) is >= 0 and var place ? _pairs[place].Value : default;

    public bool Has(string key) => Find(key) >= 0;

    public MapBuilder Set(string key, in AnyValue value)
    {
        int place = Find(key);
        if (place >= 0)
        {
            _pairs[place] = new KeyValue(key, value);
            return this;
        }

        if (Count == _pairs.Length)
        {
            Array.Resize(ref _pairs, Math.Max(4, 2 * Count));
        }

        _pairs[Count++] = new KeyValue(key, value);
        if (_places is not null)
        {
            _places.Add(key, Count - 1);
        }
        else if (Count > MostToSearch)
        {
            Index();
        }

        return this;
    }

    public MapBuilder Set(string key, string? value) => Set(key, value is null ? default : AnyValue.From(value));

    /// <summary>Sets only what is there.</summary>
    public MapBuilder SetIfAny(string key, in AnyValue value) => value.Kind == AnyValueKind.Empty ? this : Set(key, value);

    public MapBuilder SetAll(in AnyValue map)
    {
        foreach (KeyValue pair in map.Pairs)
        {
            Set(pair.Key, pair.Value);
        }

        return this;
    }

    public void Remove(string key)
    {
        if (Find(key) is >= 0 and var removed)
        {
            Count--;
            Array.Copy(_pairs, removed + 1, _pairs, removed, Count - removed);
            _pairs[Count] = default;
            if (_places is not null)
            {
                Index();
            }
        }
    }

    /// <summary>Empties the builder, keeps its memory.</summary>
    public MapBuilder Clear()
    {
        Array.Clear(_pairs, 0, Count);
        Count = 0;
        _places = null;
        return this;
    }

    public AnyValue Build() => Count == 0 ? PlainJson.EmptyMap : AnyValue.From(Pairs.ToArray());

    private int Find(string key)
    {
        if (_places is not null)
        {
            return _places.GetValueOrDefault(key, -1);
        }

        for (int i = 0; i < Count; i++)
        {
            if (string.Equals(_pairs[i].Key, key, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    private void Index()
    {
        _places = new Dictionary<string, int>(2 * Count, StringComparer.Ordinal);
        for (int i = 0; i < Count; i++)
        {
            _places.Add(_pairs[i].Key, i);
        }
    }
}
