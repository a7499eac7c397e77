using System.Text;
using Tta.Model;
using Tta.Storage.LabelSets;

namespace Tta.Storage.Metrics;

/// <summary>What is known about metric families. Changed under the lock of the store; a repetition allocates nothing.</summary>
internal sealed class MetadataTable
{
    private readonly ByteKeyTable _names = new();
    private readonly List<Entry> _entries = [];

    /// <summary>True when the log of the current segment knows this already.</summary>
    public bool IsKnown(ReadOnlySpan<byte> name, MetricType type, ReadOnlySpan<byte> help, ReadOnlySpan<byte> unit, long segment)
    {
        int id = _names.Find(name);
        return id >= 0 && _entries[id] is { } entry && entry.Segment == segment && entry.Type == type
            && entry.Help.AsSpan().SequenceEqual(help) && entry.Unit.AsSpan().SequenceEqual(unit);
    }

    public void Set(ReadOnlySpan<byte> name, MetricType type, ReadOnlySpan<byte> help, ReadOnlySpan<byte> unit, long segment)
    {
        int id = _names.GetOrAdd(name, out bool added);
        var entry = new Entry(type, help.ToArray(), unit.ToArray(), segment);
        if (added)
        {
            _entries.Add(entry);
        }
        else
        {
            _entries[id] = entry;
        }
    }

    /// <summary>Metadata of one family or, for null, of all, sorted by name.</summary>
    public List<MetricMetadata> Find(string? name)
    {
        var found = new List<MetricMetadata>();
        for (int id = 0; id < _entries.Count; id++)
        {
            string candidate = Encoding.UTF8.GetString(_names[id].Span);
            if (name is null || string.Equals(candidate, name, StringComparison.Ordinal))
            {
                Entry entry = _entries[id];
                found.Add(new MetricMetadata(
                    candidate, entry.Type, Encoding.UTF8.GetString(entry.Help), Encoding.UTF8.GetString(entry.Unit)));
            }
        }

        found.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return found;
    }

    private sealed record Entry(MetricType Type, byte[] Help, byte[] Unit, long Segment);
}
