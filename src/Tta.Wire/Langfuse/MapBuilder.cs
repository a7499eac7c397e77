using Tta.Model;

namespace Tta.Wire.Langfuse;

/// <summary>Builds a map: the order of first mention, the value of the last one.</summary>
internal sealed class MapBuilder
{
    private readonly List<KeyValue> _pairs = [];
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

    public int Count => _pairs.Count;

    public AnyValue this[string key] => _places.TryGetValue(key, out int place) ? _pairs[place].Value : default;

    public bool Has(string key) => _places.ContainsKey(key);

    public MapBuilder Set(string key, in AnyValue value)
    {
        if (_places.TryGetValue(key, out int place))
        {
            _pairs[place] = new KeyValue(key, value);
        }
        else
        {
            _places.Add(key, _pairs.Count);
            _pairs.Add(new KeyValue(key, value));
        }

        return this;
    }

    public MapBuilder Set(string key, string? value) => Set(key, value is null ? default : AnyValue.From(value));

    /// <summary>Sets only what is there.</summary>
    public MapBuilder SetIfAny(string key, in AnyValue value) => value.Kind == AnyValueKind.Empty ? this : Set(key, value);

    public MapBuilder SetAll(IReadOnlyList<KeyValue> pairs)
    {
        foreach (KeyValue pair in pairs)
        {
            Set(pair.Key, pair.Value);
        }

        return this;
    }

    public void Remove(string key)
    {
        if (_places.Remove(key, out int removed))
        {
            _pairs.RemoveAt(removed);
            for (int i = removed; i < _pairs.Count; i++)
            {
                _places[_pairs[i].Key] = i;
            }
        }
    }

    public AnyValue Build() => AnyValue.From(_pairs.ToArray());
}
