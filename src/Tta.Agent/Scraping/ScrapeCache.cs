using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Exposition;

namespace Tta.Agent.Scraping;

/// <summary>
/// Remembers, by the bytes of a line, what a series of a target became after target labels and relabelling, so that an unchanged page
/// costs one look-up per line. Knows which series the last page had, for staleness. Not thread-safe.
/// </summary>
internal sealed class ScrapeCache
{
    private readonly ByteArena _key = new();
    private ByteKeyTable _keys = new();
    private ByteArena _labels = new();
    private RowList<Entry> _entries = new();

    /// <summary>Number of series known, also such as the latest page does not have.</summary>
    public int Count => _entries.Count;

    public ref Entry this[int index] => ref _entries[index];

    public ReadOnlySpan<byte> LabelsOf(int index) => _labels.Get(_entries[index].Labels);

    /// <summary>
    /// Finds the series of the current line. The type is part of the key, because bounds of buckets and quantiles are rewritten.
    /// </summary>
    public int Find(in ExpositionReader reader)
    {
        _key.Clear();
        _key.Add([(byte)reader.FamilyType]);
        _key.Add(reader.Series);
        return _keys.Find(_key.Written);
    }

    /// <summary>Adds the series of the current line; null labels = dropped by a rule.</summary>
    public int Add(in ExpositionReader reader, Labels? labels, string? pushInstance)
    {
        _key.Clear();
        _key.Add([(byte)reader.FamilyType]);
        _key.Add(reader.Series);
        int index = _keys.GetOrAdd(_key.Written, out _);
        ByteSlice encoded = labels is null ? default : EncodedLabels.Write(_labels, labels);
        _entries.Add(new Entry(encoded, labels is null, pushInstance));
        return index;
    }

    /// <summary>Forgets series that pages no longer have, once they are the greater part.</summary>
    public void Compact(int generation)
    {
        const int Slack = 1000;
        int live = 0;
        foreach (ref readonly Entry entry in _entries.Rows)
        {
            live += entry.Generation == generation ? 1 : 0;
        }

        if (_entries.Count <= (live * 2) + Slack)
        {
            return;
        }

        var keys = new ByteKeyTable();
        var labels = new ByteArena();
        var entries = new RowList<Entry>();
        for (int i = 0; i < _entries.Count; i++)
        {
            if (_entries[i].Generation == generation)
            {
                keys.GetOrAdd(_keys[i], out _);
                Entry kept = _entries[i];
                kept.Labels = labels.Add(_labels.Get(kept.Labels));
                entries.Add(kept);
            }
        }

        (_keys, _labels, _entries) = (keys, labels, entries);
    }

    /// <summary>Value of service_instance_id when the line is a target_info.</summary>
    public static string? PushInstance(Labels scraped) =>
        scraped.MetricName == "target_info" && scraped["service_instance_id"] is { Length: > 0 } instance ? instance : null;

    /// <summary>What is known about a series.</summary>
    public struct Entry(ByteSlice labels, bool isDropped, string? pushInstance)
    {
        /// <summary>Labels as stored.</summary>
        public ByteSlice Labels = labels;

        /// <summary>True when a rule dropped it.</summary>
        public readonly bool IsDropped = isDropped;

        /// <summary>The instance that a target_info names.</summary>
        public readonly string? PushInstance = pushInstance;

        /// <summary>Number of the last scrape that had it.</summary>
        public int Generation;

        /// <summary>Number of the last scrape after which it must be ended when it vanishes; 0 = it has timestamps of its own or was ended.</summary>
        public int StoredGeneration;

        /// <summary>True when it was stored and not ended before the latest scrape.</summary>
        public bool WasStored;
    }
}
