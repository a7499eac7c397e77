using Tta.Model;
using Tta.Wire.Otlp;

namespace Tta.Wire.Langfuse;

/// <summary>
/// Attributes by name: of several with one name the last counts. Filled again for the next span; a value is decoded when it is asked for,
/// because rules ask for a hundred names of which a span has a few. Not thread-safe.
/// </summary>
internal sealed class AttributeMap
{
    private const int FirstEntries = 16;
    private const int MostKeptEntries = 128;

    private readonly TextCache? _texts;
    private Entry[] _entries = new Entry[FirstEntries];
    private int[] _places = new int[4 * FirstEntries]; // Number of an entry + 1 by hash of its name; 0 = free.
    private ByteArena? _arena;
    private AnyValue? _map;

    /// <summary>An empty one, to be filled from bytes.</summary>
    public AttributeMap(TextCache texts) => _texts = texts;

    public AttributeMap(IReadOnlyList<KeyValue> attributes)
    {
        for (int i = 0; i < attributes.Count; i++)
        {
            Entry entry = new() { Value = Plain(attributes[i].Value), IsDecoded = true };
            Add(attributes[i].Key, entry);
        }
    }

    public int Count { get; private set; }

    /// <summary>In the order of first mention.</summary>
    public KeySequence Keys => new(this);

    /// <summary>Empty when absent.</summary>
    public AnyValue this[string key] => _places[PlaceOf(key)] is > 0 and var number ? ValueOf(ref _entries[number - 1]) : default;

    public bool Has(string key) => _places[PlaceOf(key)] > 0;

    public bool IsText(string key, string text) => this[key] is { Kind: AnyValueKind.String } value && value.StringValue == text;

    public string? Text(string key) => this[key] is { Kind: not AnyValueKind.Empty } value ? PlainJson.Text(value) : null;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        if (_entries.Length > MostKeptEntries)
        {
            _entries = new Entry[FirstEntries];
            _places = new int[4 * FirstEntries];
        }

        Array.Clear(_entries, 0, Math.Min(Count, _entries.Length));
        Array.Clear(_places);
        Count = 0;
        _map = null;
    }

    /// <summary>Adds an attribute of a message in an arena, which must stay as it is while the map is used.</summary>
    /// <param name="arena">Where the message stands.</param>
    /// <param name="pair">The OTLP <c>KeyValue</c>.</param>
    public void Add(ByteArena arena, ByteSlice pair)
    {
        _arena = arena;
        var reader = new ProtoReader(arena.Get(pair));
        ReadOnlySpan<byte> key = default;
        Entry entry = default;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    reader.TryReadBytes(out key);
                    break;
                case (2, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> value):
                    entry.Message = new ByteSlice(pair.Offset + reader.Position - value.Length, value.Length);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        Add(_texts!.Get(key), entry);
    }

    /// <summary>The first that is there.</summary>
    public AnyValue First(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (this[key] is { Kind: not AnyValueKind.Empty } value)
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>The first that is neither "", 0 nor false.</summary>
    public AnyValue FirstTruthy(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (this[key] is var value && PlainJson.IsTruthy(value))
            {
                return value;
            }
        }

        return default;
    }

    /// <summary>The first truthy one as text, JSON when it is none; null when there is none.</summary>
    public string? FirstText(params ReadOnlySpan<string> keys) =>
        FirstTruthy(keys) is { Kind: not AnyValueKind.Empty } value ? PlainJson.TextOrJson(value) : null;

    /// <summary>The first meaningful one as people read it; null when there is none.</summary>
    public string? FirstReadable(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (this[key] is var value && PlainJson.IsMeaningful(value))
            {
                return PlainJson.Text(value);
            }
        }

        return null;
    }

    public bool HasMeaningful(params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (PlainJson.IsMeaningful(this[key]))
            {
                return true;
            }
        }

        return false;
    }

    public AnyValue ToMap()
    {
        if (_map is { } made)
        {
            return made;
        }

        var pairs = new KeyValue[Count];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = new KeyValue(_entries[i].Key, ValueOf(ref _entries[i]));
        }

        _map = AnyValue.From(pairs);
        return _map.Value;
    }

    private void Add(string key, in Entry entry)
    {
        int place = PlaceOf(key);
        int number = _places[place];
        if (number == 0)
        {
            if (Count == _entries.Length)
            {
                Grow();
                place = PlaceOf(key);
            }

            number = ++Count;
            _places[place] = number;
        }

        _entries[number - 1] = entry;
        _entries[number - 1].Key = key;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _places = new int[4 * _entries.Length];
        for (int i = 0; i < Count; i++)
        {
            _places[PlaceOf(_entries[i].Key)] = i + 1;
        }
    }

    // Where a name is, or would be.
    private int PlaceOf(string key)
    {
        int mask = _places.Length - 1;
        int place = Hash(key) & mask;
        while (_places[place] is > 0 and var number && !string.Equals(_entries[number - 1].Key, key, StringComparison.Ordinal))
        {
            place = (place + 1) & mask;
        }

        return place;
    }

    // A few characters tell the names of attributes apart.
    private static int Hash(string key) => key.Length == 0 ? 0
        : (key.Length * 31) ^ (key[^1] * 7) ^ (key[key.Length / 2] << 3) ^ (key[key.Length * 3 / 4] << 1) ^ (key[key.Length / 4] * 11);

    private AnyValue ValueOf(ref Entry entry)
    {
        if (!entry.IsDecoded)
        {
            ReadOnlySpan<byte> message = _arena!.Get(entry.Message);
            entry.Value = AnyValueText.TryGetString(message, out ReadOnlySpan<byte> text)
                ? AnyValue.From(_texts!.Get(text))
                : Plain(SpanDecoder.DecodeValue(message));
            entry.IsDecoded = true;
        }

        return entry.Value;
    }

    // Numbers that JSON cannot hold, bytes and maps become text; lists stay lists.
    private static AnyValue Plain(in AnyValue value)
    {
        switch (value.Kind)
        {
            case AnyValueKind.Double when !double.IsFinite(value.DoubleValue):
            case AnyValueKind.Map or AnyValueKind.Bytes:
                return AnyValue.From(value.ToText());
            case AnyValueKind.Array:
                var items = new AnyValue[value.ArrayValue.Count];
                for (int i = 0; i < items.Length; i++)
                {
                    items[i] = Plain(value.ArrayValue[i]);
                }

                return AnyValue.From(items);
            default:
                return value;
        }
    }

    /// <summary>The names, for foreach.</summary>
    public readonly struct KeySequence(AttributeMap map)
    {
        public Enumerator GetEnumerator() => new(map);
    }

    /// <summary>Walks over the names.</summary>
    public struct Enumerator(AttributeMap map)
    {
        private int _next;

        public readonly string Current => map._entries[_next - 1].Key;

        public bool MoveNext() => _next++ < map.Count;
    }

    private struct Entry
    {
        public string Key;
        public AnyValue Value;
        public ByteSlice Message;
        public bool IsDecoded;
    }
}
