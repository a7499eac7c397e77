using System.Text;

namespace Tta.Model;

/// <summary>
/// The bytes of one batch: text and encoded messages, referred to by <see cref="ByteSlice"/>. Grows, is cleared and used again;
/// after warm-up adding allocates nothing. Not thread-safe. Spans from <see cref="Get"/> are valid until the next change.
/// </summary>
public sealed class ByteArena
{
    private byte[] _bytes;

    /// <summary>Creates an empty arena.</summary>
    /// <param name="capacityBytes">Bytes to reserve.</param>
    public ByteArena(int capacityBytes = 4096) => _bytes = new byte[capacityBytes];

    /// <summary>Number of bytes in use.</summary>
    public int Length { get; private set; }

    /// <summary>All bytes in use.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>The bytes of a slice of this arena.</summary>
    public ReadOnlySpan<byte> Get(ByteSlice slice) => _bytes.AsSpan(slice.Offset, slice.Length);

    /// <summary>The text of a slice that holds UTF-8.</summary>
    public string GetString(ByteSlice slice) => Encoding.UTF8.GetString(Get(slice));

    /// <summary>Appends a copy of the bytes.</summary>
    public ByteSlice Add(ReadOnlySpan<byte> bytes)
    {
        Span<byte> target = Reserve(bytes.Length);
        bytes.CopyTo(target);
        return Commit(bytes.Length);
    }

    /// <summary>Appends text as UTF-8.</summary>
    public ByteSlice Add(ReadOnlySpan<char> text)
    {
        Span<byte> target = Reserve(Encoding.UTF8.GetMaxByteCount(text.Length));
        return Commit(Encoding.UTF8.GetBytes(text, target));
    }

    /// <summary>Makes room for at least <paramref name="sizeBytes"/> bytes behind the used ones; <see cref="Commit"/> makes them count.</summary>
    public Span<byte> Reserve(int sizeBytes)
    {
        int needed = checked(Length + sizeBytes);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)));
        }

        return _bytes.AsSpan(Length);
    }

    /// <summary>Counts the first <paramref name="sizeBytes"/> reserved bytes as used and names them.</summary>
    public ByteSlice Commit(int sizeBytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sizeBytes, _bytes.Length - Length);
        var slice = new ByteSlice(Length, sizeBytes);
        Length += sizeBytes;
        return slice;
    }

    /// <summary>Forgets everything behind <paramref name="length"/>; for taking back a half-written item.</summary>
    public void TruncateTo(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Length);
        Length = length;
    }

    /// <summary>Forgets everything, keeps the memory.</summary>
    public void Clear() => Length = 0;
}
