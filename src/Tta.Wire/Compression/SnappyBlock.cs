// Spec: google/snappy format_description.txt (block format, not the framed one).
using System.Buffers.Binary;
using Tta.Model;

namespace Tta.Wire.Compression;

/// <summary>Decompresses snappy blocks, with bad input as a value: the length that the block claims is checked before anything is reserved.</summary>
public static class SnappyBlock
{
    /// <summary>Appends the decompressed bytes to an arena, which is unchanged when the answer is false.</summary>
    /// <param name="block">Compressed block.</param>
    /// <param name="limits"><see cref="Limits.MaxDecompressedBytes"/> applies.</param>
    /// <param name="target">Written to.</param>
    /// <param name="written">The bytes.</param>
    /// <param name="error">Why there are none.</param>
    public static bool TryDecompress(ReadOnlySpan<byte> block, Limits limits, ByteArena target, out ByteSlice written, out WireError error)
    {
        written = default;
        var reader = new ProtoReader(block);
        if (!reader.TryReadVarint(out ulong length) || length > uint.MaxValue)
        {
            error = Damaged(reader.Position);
            return false;
        }

        if (length > (ulong)limits.MaxDecompressedBytes)
        {
            error = new WireError(
                RejectReason.TooLarge, 0, $"the body claims {length} bytes, the limit is {limits.MaxDecompressedBytes} (limits.max_decompressed_bytes)");
            return false;
        }

        // An element of three bytes yields at most 64: a longer claim is a lie that would only cost memory.
        if (length / 64 > (ulong)block.Length)
        {
            error = Damaged(0);
            return false;
        }

        Span<byte> output = target.Reserve((int)length)[..(int)length];
        int position = reader.Position;
        if (!TryExpand(block, ref position, output))
        {
            error = Damaged(position);
            return false;
        }

        written = target.Commit((int)length);
        error = WireError.None;
        return true;
    }

    private static bool TryExpand(ReadOnlySpan<byte> block, ref int position, Span<byte> output)
    {
        int size = 0;
        while (position < block.Length)
        {
            bool isLiteral = (block[position] & 3) == 0;
            if (!TryReadElement(block[position..], out int headerBytes, out int length, out int distance) || length > output.Length - size)
            {
                return false;
            }

            position += headerBytes;
            if (isLiteral)
            {
                if (length > block.Length - position)
                {
                    return false;
                }

                block.Slice(position, length).CopyTo(output[size..]);
                position += length;
            }
            else if (distance == 0 || distance > size)
            {
                return false;
            }
            else
            {
                Copy(output, size, length, distance);
            }

            size += length;
        }

        return size == output.Length;
    }

    private static bool TryReadElement(ReadOnlySpan<byte> element, out int headerBytes, out int length, out int distance)
    {
        byte tag = element[0];
        int kind = tag & 3;
        int extra = kind switch { 0 => (tag >> 2) < 60 ? 0 : (tag >> 2) - 59, 1 => 1, 2 => 2, _ => 4 };
        headerBytes = 1 + extra;
        length = distance = 0;
        if (element.Length < headerBytes)
        {
            return false;
        }

        Span<byte> padded = stackalloc byte[4];
        padded.Clear();
        element.Slice(1, extra).CopyTo(padded);
        uint value = BinaryPrimitives.ReadUInt32LittleEndian(padded);
        uint longLength = kind switch
        {
            0 => (extra == 0 ? (uint)(tag >> 2) : value) + 1,
            1 => (uint)((tag >> 2) & 7) + 4,
            _ => (uint)(tag >> 2) + 1,
        };
        uint longDistance = kind == 1 ? ((uint)(tag & 0xE0) << 3) | value : value;
        length = (int)Math.Min(longLength, int.MaxValue);
        distance = (int)Math.Min(longDistance, int.MaxValue);
        return longLength != 0;
    }

    // Source and target may overlap: a distance of 1 repeats one byte.
    private static void Copy(Span<byte> output, int size, int length, int distance)
    {
        if (distance >= length)
        {
            output.Slice(size - distance, length).CopyTo(output[size..]);
            return;
        }

        for (int i = 0; i < length; i++)
        {
            output[size + i] = output[size + i - distance];
        }
    }

    private static WireError Damaged(int offset) => new(RejectReason.Malformed, offset, "the snappy data is damaged");
}
