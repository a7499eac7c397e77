namespace Tta.Storage.Metrics;

/// <summary>A full run of samples of one series. Immutable.</summary>
internal sealed class SampleChunk(ReadOnlyMemory<byte> data, int count, long minMs, long maxMs, long segment)
{
    public ReadOnlyMemory<byte> Data { get; } = data;

    public int Count { get; } = count;

    public long MinMs { get; } = minMs;

    public long MaxMs { get; } = maxMs;

    /// <summary>Segment of the log that holds these samples.</summary>
    public long Segment { get; } = segment;
}
