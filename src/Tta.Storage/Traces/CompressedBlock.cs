using System.Buffers;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces;

/// <summary>
/// The payload of a record as the log holds it, kept compressed in memory. Slices of <see cref="MemoryManager{T}.Memory"/> are
/// ordinary memory to their readers; the block is decompressed when one of them is looked into. Thread-safe.
/// </summary>
internal sealed class CompressedBlock : MemoryManager<byte>
{
    private readonly byte[] _payload;
    private readonly int _streamOffset;
    private readonly int _plainLength;
    private readonly PlainBlocks _recent;
    private readonly WeakReference<byte[]?> _plain = new(null);

    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public CompressedBlock(ReadOnlySpan<byte> payload, PlainBlocks recent)
    {
        _payload = payload.ToArray();
        _plainLength = RecordCompression.PlainLength(payload, out _streamOffset);
        _recent = recent;
    }

    public override Memory<byte> Memory => CreateMemory(_plainLength);

    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public override Span<byte> GetSpan() => Plain();

    /// <exception cref="InvalidDataException">The payload is damaged.</exception>
    public byte[] Plain()
    {
        if (!_plain.TryGetTarget(out byte[]? plain))
        {
            plain = GC.AllocateUninitializedArray<byte>(_plainLength);
            RecordCompression.Decompress(_payload.AsSpan(_streamOffset), plain);
            _plain.SetTarget(plain);
            _recent.Keep(plain);
        }

        return plain;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException("compressed memory has no address");

    public override void Unpin() => throw new NotSupportedException("compressed memory has no address");

    protected override void Dispose(bool disposing)
    {
    }
}
