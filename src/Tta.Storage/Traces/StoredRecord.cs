using Tta.Storage.Wal;

namespace Tta.Storage.Traces;

/// <summary>
/// The payload of a record in memory: as the log holds it if that is compressed, and decompressed when somebody looks into it. Thread-safe.
/// </summary>
internal sealed class StoredRecord
{
    private readonly ReadOnlyMemory<byte> _bytes; // Compressed, or plain.
    private readonly int _streamOffset;
    private readonly RecentRecords? _recent; // Null when plain.
    private readonly WeakReference<byte[]?> _plain = new(null);

    private StoredRecord(ReadOnlyMemory<byte> bytes, int streamOffset, int plainLength, RecentRecords? recent)
    {
        _bytes = bytes;
        _streamOffset = streamOffset;
        PlainLength = plainLength;
        _recent = recent;
    }

    public int PlainLength { get; }

    /// <summary>Plain bytes, taken over as they are.</summary>
    public static StoredRecord Of(ReadOnlyMemory<byte> plain) => new(plain, 0, plain.Length, recent: null);

    /// <summary>A compressed payload, which is copied.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public static StoredRecord OfCompressed(ReadOnlySpan<byte> payload, RecentRecords recent)
    {
        int plainLength = RecordCompression.PlainLength(payload, out int streamOffset);
        return new StoredRecord(payload.ToArray(), streamOffset, plainLength, recent);
    }

    /// <summary>The plain bytes, which are kept for a while.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public ReadOnlySpan<byte> Plain()
    {
        if (_recent is null)
        {
            return _bytes.Span;
        }

        if (!_plain.TryGetTarget(out byte[]? plain))
        {
            plain = GC.AllocateUninitializedArray<byte>(PlainLength);
            CopyTo(plain);
            _plain.SetTarget(plain);
            _recent.Keep(plain);
        }

        return plain;
    }

    /// <summary>Writes the plain bytes into a span of their length.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public void CopyTo(Span<byte> target)
    {
        if (_recent is null)
        {
            _bytes.Span.CopyTo(target);
        }
        else
        {
            RecordCompression.Decompress(_bytes.Span[_streamOffset..], target);
        }
    }
}
