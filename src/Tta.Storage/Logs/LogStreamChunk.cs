using Tta.Model;

namespace Tta.Storage.Logs;

/// <summary>Some entries of one stream, in time order; those of equal time in order of arrival. Used under the lock of the store.</summary>
internal sealed class LogStreamChunk(long segment, long olderMaxNs)
{
    public const int MaxCount = 1024;

    private LogEntry[] _entries = new LogEntry[4];

    public long Segment { get; } = segment;

    /// <summary>No entry of the chunks that came before is later than this.</summary>
    public long OlderMaxNs { get; } = olderMaxNs;

    public int Count { get; private set; }

    public long MinNs => _entries[0].TimeNs;

    public long MaxNs => _entries[Count - 1].TimeNs;

    public bool Has(long timeNs, ReadOnlySpan<byte> line, ReadOnlySpan<byte> metadata)
    {
        for (int i = FirstAtOrAfter(timeNs); i < Count && _entries[i].TimeNs == timeNs; i++)
        {
            if (_entries[i].Line.Span.SequenceEqual(line) && _entries[i].Metadata.Span.SequenceEqual(metadata))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Inserts behind the entries of the same time.</summary>
    public void Insert(in LogEntry entry)
    {
        if (Count == _entries.Length)
        {
            Array.Resize(ref _entries, Count * 2);
        }

        int index = Count == 0 || MaxNs <= entry.TimeNs ? Count : FirstAtOrAfter(entry.TimeNs + 1);
        Array.Copy(_entries, index, _entries, index + 1, Count - index);
        _entries[index] = entry;
        Count++;
    }

    /// <summary>Entries from the start to before the end; a later insert changes them, so the caller copies under the lock.</summary>
    public ReadOnlySpan<LogEntry> Range(long startNs, long endNs)
    {
        int first = FirstAtOrAfter(startNs);
        int end = FirstAtOrAfter(endNs);
        return _entries.AsSpan(first, Math.Max(0, end - first));
    }

    private int FirstAtOrAfter(long timeNs)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_entries[middle].TimeNs < timeNs)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }
}
