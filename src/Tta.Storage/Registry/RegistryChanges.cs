using System.Text;
using Tta.Storage.Wal;

namespace Tta.Storage.Registry;

/// <summary>Changes that happen together or not at all: first collected, then written as one record, then applied.</summary>
internal sealed class RegistryChanges
{
    public const byte Delete = 0;
    public const byte Put = 1;

    private readonly List<Change> _changes = [];

    public int Count => _changes.Count;

    /// <summary>By how much the live bytes grow at most.</summary>
    public long AddedBytes { get; private set; }

    public void Set<T>(RegistryTable<T> table, T thing)
        where T : class
    {
        byte[] payload = table.Serialize(thing);
        AddedBytes += payload.Length;
        _changes.Add(new Change(table, table.KeyOf(thing), payload, () => table.Put(thing, payload.Length)));
    }

    public void Remove<T>(RegistryTable<T> table, T thing)
        where T : class
    {
        string key = table.KeyOf(thing);
        _changes.Add(new Change(table, key, null, () => table.Remove(key)));
    }

    public void WriteTo(ByteWriter record)
    {
        foreach (Change change in _changes)
        {
            Write(record, change.Table.Kind, change.Key, change.Payload);
        }
    }

    public void Apply()
    {
        foreach (Change change in _changes)
        {
            change.Apply();
        }
    }

    /// <summary>Writes one change; no payload is a deletion.</summary>
    public static void Write(ByteWriter record, RegistryKind kind, string key, byte[]? payload)
    {
        record.WriteByte((byte)kind);
        record.WriteByte(payload is null ? Delete : Put);
        record.WriteBlock(Encoding.UTF8.GetBytes(key));
        if (payload is not null)
        {
            record.WriteBlock(payload);
        }
    }

    private sealed record Change(IRegistryTable Table, string Key, byte[]? Payload, Action Apply);
}
