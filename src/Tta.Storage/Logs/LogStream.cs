using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Logs;

/// <summary>
/// One stream in memory, as chunks in order of arrival. A chunk never spans two segments of the log, so that deleting a segment
/// deletes whole chunks. Used under the lock of the store.
/// </summary>
internal sealed class LogStream(Labels labels, ReadOnlyMemory<byte> key) : IReferable
{
    private readonly List<LogStreamChunk> _chunks = [];
    private long _newestNs = long.MinValue;

    public Labels Labels { get; } = labels;

    /// <summary>The labels as <see cref="EncodedLabels"/>.</summary>
    public ReadOnlyMemory<byte> Key { get; } = key;

    public long WalSegment { get; private set; } = -1;

    public int WalReference { get; private set; }

    public int EntryCount { get; private set; }

    public void SetReference(long segment, int reference)
    {
        WalSegment = segment;
        WalReference = reference;
    }

    /// <summary>True when this very entry is stored.</summary>
    public bool Has(long timeNs, ReadOnlySpan<byte> line, ReadOnlySpan<byte> metadata)
    {
        if (timeNs > _newestNs)
        {
            return false;
        }

        for (int i = _chunks.Count - 1; i >= 0; i--)
        {
            LogStreamChunk chunk = _chunks[i];
            if (chunk.MinNs <= timeNs && timeNs <= chunk.MaxNs && chunk.Has(timeNs, line, metadata))
            {
                return true;
            }

            if (chunk.OlderMaxNs < timeNs)
            {
                break;
            }
        }

        return false;
    }

    /// <summary>Adds an entry; the caller checked that it is not stored.</summary>
    public void Add(in LogEntry entry, long segment)
    {
        if (_chunks.Count == 0 || _chunks[^1].Segment != segment || _chunks[^1].Count == LogStreamChunk.MaxCount)
        {
            _chunks.Add(new LogStreamChunk(segment, _newestNs));
        }

        _chunks[^1].Insert(entry);
        _newestNs = Math.Max(_newestNs, entry.TimeNs);
        EntryCount++;
    }

    public bool HasBetween(long startNs, long endNs)
    {
        foreach (LogStreamChunk chunk in _chunks)
        {
            if (chunk.MinNs < endNs && chunk.MaxNs >= startNs && chunk.Range(startNs, endNs).Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// The chunks with a part in range, in groups that do not overlap or touch each other, by time; in a group by arrival.
    /// </summary>
    public List<List<LogStreamChunk>> Groups(long startNs, long endNs)
    {
        var inRange = new List<(LogStreamChunk Chunk, int Arrival)>();
        for (int i = 0; i < _chunks.Count; i++)
        {
            if (_chunks[i].MinNs < endNs && _chunks[i].MaxNs >= startNs)
            {
                inRange.Add((_chunks[i], i));
            }
        }

        inRange.Sort(static (a, b) =>
        {
            int order = a.Chunk.MinNs.CompareTo(b.Chunk.MinNs);
            return order != 0 ? order : a.Arrival.CompareTo(b.Arrival);
        });
        var groups = new List<List<LogStreamChunk>>();
        for (int i = 0; i < inRange.Count;)
        {
            int first = i;
            long maxNs = inRange[i].Chunk.MaxNs;
            for (i++; i < inRange.Count && inRange[i].Chunk.MinNs <= maxNs; i++)
            {
                maxNs = Math.Max(maxNs, inRange[i].Chunk.MaxNs);
            }

            List<(LogStreamChunk Chunk, int Arrival)> members = inRange.GetRange(first, i - first);
            members.Sort(static (a, b) => a.Arrival.CompareTo(b.Arrival));
            groups.Add(members.ConvertAll(static member => member.Chunk));
        }

        return groups;
    }

    /// <summary>Drops the entries of a segment of the log and older ones.</summary>
    public void Forget(long segment)
    {
        _chunks.RemoveAll(chunk => chunk.Segment <= segment);
        EntryCount = 0;
        _newestNs = long.MinValue;
        foreach (LogStreamChunk chunk in _chunks)
        {
            EntryCount += chunk.Count;
            _newestNs = Math.Max(_newestNs, chunk.MaxNs);
        }
    }
}
