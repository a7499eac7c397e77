using System.Buffers.Binary;

namespace Tta.Storage.Wal;

/// <summary>A growing buffer for one record. Used again for the next record, so that writing allocates nothing after warm-up.</summary>
internal sealed class ByteWriter(int capacityBytes = 4096)
{
    private byte[] _bytes = new byte[capacityBytes];

    public int Length { get; private set; }

    public Span<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>
    /// Starts anew behind <paramref name="headerBytes"/> bytes that the caller fills in later; gives back unusually large memory.
    /// </summary>
    public void Reset(int headerBytes, int keepCapacityBytes)
    {
        if (_bytes.Length > keepCapacityBytes)
        {
            _bytes = new byte[keepCapacityBytes];
        }

        Length = headerBytes;
    }

    /// <summary>At least <paramref name="sizeBytes"/> bytes to write into; <see cref="Advance"/> makes them count.</summary>
    public Span<byte> Reserve(int sizeBytes)
    {
        int needed = checked(Length + sizeBytes);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)));
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int sizeBytes) => Length += sizeBytes;

    public void WriteByte(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void WriteVarint(ulong value) => Length += Varint.Write(Reserve(Varint.MaxBytes), value);

    public void WriteZigZag(long value) => WriteVarint(Varint.ZigZag(value));

    public void WriteFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);
        Length += 8;
    }

    public void WriteFixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);
        Length += 4;
    }

    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    /// <summary>Length as varint, then the bytes.</summary>
    public void WriteBlock(ReadOnlySpan<byte> bytes)
    {
        WriteVarint((uint)bytes.Length);
        WriteRaw(bytes);
    }
}
