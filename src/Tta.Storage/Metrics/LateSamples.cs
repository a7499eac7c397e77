namespace Tta.Storage.Metrics;

/// <summary>Samples of one series that came after a later one, sorted by time. Mostly empty, then it costs nothing.</summary>
internal sealed class LateSamples
{
    private long[] _timesMs = [];
    private double[] _values = [];

    public int Count { get; private set; }

    public long Segment { get; private set; }

    public bool IsFull => Count == ChunkWriter.MaxCount;

    public bool TryFind(long timeMs, out double value)
    {
        int index = Array.BinarySearch(_timesMs, 0, Count, timeMs);
        value = index >= 0 ? _values[index] : 0;
        return index >= 0;
    }

    /// <summary>Adds a sample whose time is not there yet.</summary>
    public void Insert(long timeMs, double value, long segment)
    {
        if (Count == _timesMs.Length)
        {
            int capacity = Math.Max(8, Count * 2);
            Array.Resize(ref _timesMs, capacity);
            Array.Resize(ref _values, capacity);
        }

        int index = ~Array.BinarySearch(_timesMs, 0, Count, timeMs);
        Array.Copy(_timesMs, index, _timesMs, index + 1, Count - index);
        Array.Copy(_values, index, _values, index + 1, Count - index);
        _timesMs[index] = timeMs;
        _values[index] = value;
        Segment = segment;
        Count++;
    }

    public bool MayHave(long startMs, long endMs) => Count > 0 && _timesMs[Count - 1] >= startMs && _timesMs[0] <= endMs;

    public SampleChunk ToChunk()
    {
        var writer = new ChunkWriter();
        for (int i = 0; i < Count; i++)
        {
            writer.Append(_timesMs[i], _values[i]);
        }

        return writer.Seal(Segment);
    }

    public SampleChunk Seal()
    {
        SampleChunk chunk = ToChunk();
        Clear();
        return chunk;
    }

    public void Clear() => Count = 0;
}
