using Tta.Model;
using Tta.Storage.Wal;

namespace Tta.Storage.Metrics;

/// <summary>
/// One series in memory: full chunks, the growing one, and late samples. Changed under the lock of the store. A chunk never spans
/// two segments of the log, so that deleting a segment deletes whole chunks.
/// </summary>
internal sealed class MemorySeries(Labels labels, ReadOnlyMemory<byte> key) : IReferable
{
    private readonly LateSamples _late = new();
    private SampleChunk[] _chunks = [];
    private int _chunkCount;
    private ChunkWriter _open;
    private long _openSegment;

    public Labels Labels { get; } = labels;

    /// <summary>The labels as <see cref="EncodedLabels"/>.</summary>
    public ReadOnlyMemory<byte> Key { get; } = key;

    /// <summary>Place of the series in the current segment of the log.</summary>
    public WalState Wal = new() { Segment = -1 };

    public int SampleCount { get; private set; }

    public bool IsEmpty => SampleCount == 0;

    /// <summary>Newest time; meaningless when empty.</summary>
    public long NewestMs { get; private set; } = long.MinValue;

    public bool Overlaps { get; private set; }

    public void SetReference(long segment, int reference) =>
        Wal = new WalState { Segment = segment, Reference = reference, Hint = ValueCodec.NoHint };

    /// <summary>Adds a sample. False when another value is stored for its time; the same value again counts as added.</summary>
    public bool TryAppend(long timeMs, double value, long segment, out bool isDuplicate)
    {
        isDuplicate = false;
        if (timeMs > NewestMs)
        {
            if (_open.Count > 0 && (_open.IsFull || _openSegment != segment))
            {
                AddChunk(_open.Seal(_openSegment));
            }

            _open.Append(timeMs, value);
            _openSegment = segment;
            NewestMs = timeMs;
            SampleCount++;
            return true;
        }

        if (TryFind(timeMs, out double stored))
        {
            isDuplicate = true;
            return BitConverter.DoubleToInt64Bits(stored) == BitConverter.DoubleToInt64Bits(value);
        }

        if (_late.Count > 0 && (_late.IsFull || _late.Segment != segment))
        {
            AddChunk(_late.Seal());
        }

        _late.Insert(timeMs, value, segment);
        Overlaps = true;
        SampleCount++;
        return true;
    }

    /// <summary>Value of the sample at exactly this time, if there is one.</summary>
    public bool TryFind(long timeMs, out double value)
    {
        value = _open.LastValue;
        return timeMs <= NewestMs && ((_open.Count > 0 && timeMs == _open.MaxMs) || TryDecode(timeMs, out value));
    }

    /// <summary>True when there may be a sample between the two times, both inclusive.</summary>
    public bool MayHave(long startMs, long endMs)
    {
        for (int i = 0; i < _chunkCount; i++)
        {
            if (_chunks[i].MaxMs >= startMs && _chunks[i].MinMs <= endMs)
            {
                return true;
            }
        }

        return (_open.Count > 0 && _open.MaxMs >= startMs && _open.MinMs <= endMs) || _late.MayHave(startMs, endMs);
    }

    /// <summary>Takes what a reader needs to decode samples between the two times without the lock.</summary>
    public SeriesSnapshot Snapshot(long startMs, long endMs)
    {
        int first = 0;
        if (!Overlaps)
        {
            first = FirstEndingAtOrAfter(startMs);
        }

        var parts = new List<SampleChunk>();
        for (int i = first; i < _chunkCount; i++)
        {
            SampleChunk chunk = _chunks[i];
            if (chunk.MaxMs >= startMs && chunk.MinMs <= endMs)
            {
                parts.Add(chunk);
            }
            else if (!Overlaps && chunk.MinMs > endMs)
            {
                break;
            }
        }

        if (_open.Count > 0 && _open.MaxMs >= startMs && _open.MinMs <= endMs)
        {
            parts.Add(OpenAsChunk());
        }

        if (_late.MayHave(startMs, endMs))
        {
            parts.Add(_late.ToChunk());
        }

        return new SeriesSnapshot(Labels, parts, Overlaps);
    }

    /// <summary>Drops the samples of a segment of the log and older ones.</summary>
    public void Forget(long segment)
    {
        int kept = 0;
        for (int i = 0; i < _chunkCount; i++)
        {
            if (_chunks[i].Segment > segment)
            {
                _chunks[kept++] = _chunks[i];
            }
            else
            {
                SampleCount -= _chunks[i].Count;
            }
        }

        Array.Clear(_chunks, kept, _chunkCount - kept);
        _chunkCount = kept;
        if (_open.Count > 0 && _openSegment <= segment)
        {
            SampleCount -= _open.Count;
            _open = default;
        }

        if (_late.Count > 0 && _late.Segment <= segment)
        {
            SampleCount -= _late.Count;
            _late.Clear();
        }

        if (SampleCount == 0)
        {
            NewestMs = long.MinValue;
            Overlaps = false;
        }
    }

    private bool TryDecode(long timeMs, out double value)
    {
        if (_late.TryFind(timeMs, out value)
            || (_open.Count > 0 && timeMs >= _open.MinMs && timeMs <= _open.MaxMs
                && TryDecode(_open.Data.Span, _open.MinMs, timeMs, out value)))
        {
            return true;
        }

        for (int i = _chunkCount - 1; i >= 0; i--)
        {
            SampleChunk chunk = _chunks[i];
            if (timeMs >= chunk.MinMs && timeMs <= chunk.MaxMs && TryDecode(chunk.Data.Span, chunk.MinMs, timeMs, out value))
            {
                return true;
            }

            if (chunk.OlderMaxMs < timeMs)
            {
                break;
            }
        }

        return false;
    }

    private static bool TryDecode(ReadOnlySpan<byte> data, long minMs, long timeMs, out double value)
    {
        var reader = new ChunkReader(data, minMs);
        while (reader.TryNext() && reader.TimeMs <= timeMs)
        {
            if (reader.TimeMs == timeMs)
            {
                value = reader.Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    private SampleChunk OpenAsChunk() =>
        new(_open.Data, _open.Count, _open.MinMs, _open.MaxMs, _openSegment);

    private int FirstEndingAtOrAfter(long startMs)
    {
        int low = 0;
        int high = _chunkCount;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_chunks[middle].MaxMs < startMs)
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

    private void AddChunk(SampleChunk chunk)
    {
        if (_chunkCount == _chunks.Length)
        {
            Array.Resize(ref _chunks, Math.Max(4, _chunkCount * 2));
        }

        SampleChunk? last = _chunkCount == 0 ? null : _chunks[_chunkCount - 1];
        chunk.OlderMaxMs = last is null ? long.MinValue : Math.Max(last.OlderMaxMs, last.MaxMs);
        _chunks[_chunkCount++] = chunk;
    }

    /// <summary>Where the series stands in the segment being written: its reference and the value that differences count from.</summary>
    internal struct WalState
    {
        public long Segment;
        public int Reference;
        public double Value;
        public byte Hint;
    }
}
