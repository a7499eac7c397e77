using Tta.Model;

namespace Tta.Storage.Metrics;

/// <summary>The newest exemplars of all series; the oldest one makes room. Changed under the lock of the store.</summary>
internal sealed class ExemplarRing(int capacity)
{
    private readonly List<Entry> _entries = [];
    private int _next;

    public void Add(MemorySeries series, long timeMs, double value, ReadOnlySpan<byte> labels, long segment)
    {
        var entry = new Entry(series, timeMs, value, labels.ToArray(), segment);
        if (_entries.Count < capacity)
        {
            _entries.Add(entry);
            return;
        }

        _entries[_next] = entry;
        _next = (_next + 1) % capacity;
    }

    /// <summary>Exemplars between the two times, both inclusive, of the series that satisfy the condition; by series, then time.</summary>
    public List<StoredExemplar> Find(Func<Labels, bool> condition, long startMs, long endMs)
    {
        var found = new List<StoredExemplar>();
        foreach (Entry entry in _entries)
        {
            if (entry.TimeMs >= startMs && entry.TimeMs <= endMs && condition(entry.Series.Labels))
            {
                found.Add(new StoredExemplar(entry.Series.Labels, EncodedLabels.Read(entry.Labels), entry.TimeMs, entry.Value));
            }
        }

        found.Sort(static (a, b) =>
        {
            int order = a.SeriesLabels.CompareTo(b.SeriesLabels);
            return order != 0 ? order : a.TimeMs.CompareTo(b.TimeMs);
        });
        return found;
    }

    public void Forget(long segment)
    {
        var kept = new List<Entry>(_entries.Count);
        for (int i = 0; i < _entries.Count; i++)
        {
            Entry entry = _entries[(_next + i) % _entries.Count];
            if (entry.Segment > segment)
            {
                kept.Add(entry);
            }
        }

        _entries.Clear();
        _entries.AddRange(kept);
        _next = 0;
    }

    private readonly record struct Entry(MemorySeries Series, long TimeMs, double Value, byte[] Labels, long Segment);
}
