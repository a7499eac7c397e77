namespace Tta.Storage.Wal;

/// <summary>One record as it is read; valid during the call it is passed to.</summary>
internal readonly ref struct WalRecord(long segment, byte type, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> compressed)
{
    /// <summary>Number of its segment.</summary>
    public long Segment { get; } = segment;

    public byte Type { get; } = type;

    /// <summary>The plain payload.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The payload as it is on disk if it is compressed (see <see cref="RecordCompression"/>), else empty.</summary>
    public ReadOnlySpan<byte> Compressed { get; } = compressed;
}
