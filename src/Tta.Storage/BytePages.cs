namespace Tta.Storage;

/// <summary>
/// Copies of messages and lines, one behind the other in large arrays. What was added never changes, so readers need no lock; the
/// memory is freed when nothing refers to a page any more.
/// </summary>
internal sealed class BytePages
{
    private const int FirstPageBytes = 4 << 10;
    private const int MaxPageBytes = 256 << 10;

    private byte[] _page = [];
    private int _used;

    public ReadOnlyMemory<byte> Add(ReadOnlySpan<byte> bytes)
    {
        Memory<byte> place = Take(bytes.Length);
        bytes.CopyTo(place.Span);
        return place;
    }

    /// <summary>Room that the caller fills before anybody reads it.</summary>
    public Memory<byte> Take(int sizeBytes)
    {
        if (sizeBytes > _page.Length - _used)
        {
            if (sizeBytes > MaxPageBytes / 4)
            {
                return new byte[sizeBytes]; // Too large to share a page: the rest of the current one stays usable.
            }

            _page = new byte[Math.Clamp(_page.Length * 2, Math.Max(sizeBytes, FirstPageBytes), MaxPageBytes)];
            _used = 0;
        }

        Memory<byte> place = _page.AsMemory(_used, sizeBytes);
        _used += sizeBytes;
        return place;
    }
}
