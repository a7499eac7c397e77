using System.Buffers.Binary;
using Tta.Storage.Wal;

namespace Tta.Storage.Blocks;

/// <summary>
/// Reads a section whose checksum was right. What makes no sense all the same throws <see cref="InvalidDataException"/>, so that the
/// section counts as damaged.
/// </summary>
internal ref struct SectionReader(ReadOnlySpan<byte> section)
{
    private readonly ReadOnlySpan<byte> _section = section;
    private int _position;

    public readonly int Remaining => _section.Length - _position;

    public byte Byte() => _position < _section.Length ? _section[_position++] : throw Damaged();

    public ulong Number() => Varint.TryRead(_section, ref _position, out ulong value) ? value : throw Damaged();

    public long Signed() => Varint.UnZigZag(Number());

    public int Index(int count) => Number() is var value && value < (ulong)count ? (int)value : throw Damaged();

    /// <summary>A number of items that follow and take at least so many bytes each.</summary>
    public int Count(int minItemBytes) => Number() is var value && value <= (ulong)(Remaining / minItemBytes) ? (int)value : throw Damaged();

    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Bytes(8));

    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Bytes(4));

    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)Remaining)
        {
            throw Damaged();
        }

        ReadOnlySpan<byte> bytes = _section.Slice(_position, count);
        _position += count;
        return bytes;
    }

    /// <summary>Length as varint, then the bytes: where they stand.</summary>
    public Range Block()
    {
        int length = Count(1);
        _position += length;
        return (_position - length).._position;
    }

    public readonly InvalidDataException Damaged() => new($"a section of {_section.Length} bytes makes no sense at byte {_position}");
}
