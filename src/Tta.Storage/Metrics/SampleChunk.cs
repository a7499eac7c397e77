namespace Tta.Storage.Metrics;

/// <summary>A full run of samples of one series. Its samples never change.</summary>
internal sealed class SampleChunk(ReadOnlyMemory<byte> data, int count, long minMs, long maxMs, long segment)
{
    public ReadOnlyMemory<byte> Data { get; } = data;

    public int Count { get; } = count;

    public long MinMs { get; } = minMs;

    public long MaxMs { get; } = maxMs;

    /// <summary>No sample of the chunks before this one in its series is later. Set when the chunk is added.</summary>
    public long OlderMaxMs { get; set; } = long.MaxValue;

    /// <summary>Segment of the log that holds these samples.</summary>
    public long Segment { get; } = segment;
}
