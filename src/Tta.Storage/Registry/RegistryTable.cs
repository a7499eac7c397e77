using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Tta.Storage.Registry;

/// <summary>
/// All things of one kind, by key, in the order in which they were first put. Used under the lock of the store; the things themselves never
/// change. <paramref name="put"/> and <paramref name="removed"/> keep the indexes of the owner: the first gets the thing and what it replaces.
/// </summary>
internal sealed class RegistryTable<T>(
    RegistryKind kind, JsonTypeInfo<T> json, Func<T, string> keyOf, Action<T, T?>? put = null, Action<T>? removed = null) : IRegistryTable
    where T : class
{
    private readonly OrderedDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public RegistryKind Kind => kind;

    public int Count => _entries.Count;

    public long LiveBytes { get; private set; }

    public T? Find(string key) => _entries.TryGetValue(key, out Entry entry) ? entry.Value : null;

    public T At(int index) => _entries.GetAt(index).Value.Value;

    /// <summary>All things, oldest first.</summary>
    public List<T> ToList()
    {
        var all = new List<T>(_entries.Count);
        foreach (Entry entry in _entries.Values)
        {
            all.Add(entry.Value);
        }

        return all;
    }

    public string KeyOf(T thing) => keyOf(thing);

    public byte[] Serialize(T thing) => JsonSerializer.SerializeToUtf8Bytes(thing, json);

    public void Put(T thing, int sizeBytes)
    {
        string key = keyOf(thing);
        T? before = null;
        if (_entries.TryGetValue(key, out Entry known))
        {
            before = known.Value;
            LiveBytes -= known.SizeBytes;
        }

        _entries[key] = new Entry(thing, sizeBytes);
        LiveBytes += sizeBytes;
        put?.Invoke(thing, before);
    }

    public void Remove(string key)
    {
        if (_entries.Remove(key, out Entry known))
        {
            LiveBytes -= known.SizeBytes;
            removed?.Invoke(known.Value);
        }
    }

    public void Read(string key, ReadOnlySpan<byte> payload)
    {
        try
        {
            Put(JsonSerializer.Deserialize(payload, json) ?? throw new JsonException("null"), payload.Length);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{kind} {key} is malformed: {e.Message}", e);
        }
    }

    public void RepeatInto(Action<RegistryKind, string, byte[]> write)
    {
        foreach ((string key, Entry entry) in _entries)
        {
            write(kind, key, Serialize(entry.Value));
        }
    }

    private readonly record struct Entry(T Value, int SizeBytes);
}
