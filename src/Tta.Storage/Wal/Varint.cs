// Spec: base-128 varints and zigzag of Protocol Buffers, https://protobuf.dev/programming-guides/encoding/#varints
using System.Numerics;

namespace Tta.Storage.Wal;

internal static class Varint
{
    public const int MaxBytes = 10;

    public static ulong ZigZag(long value) => (ulong)(value << 1) ^ (ulong)(value >> 63);

    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>Bytes that a number takes.</summary>
    public static int Size(ulong value) => (BitOperations.Log2(value | 1) / 7) + 1;

    /// <summary>Writes into a span of at least <see cref="MaxBytes"/> and returns the size.</summary>
    public static int Write(Span<byte> target, ulong value)
    {
        int size = 0;
        while (value > 0x7f)
        {
            target[size++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[size] = (byte)value;
        return size + 1;
    }

    /// <summary>Reads and moves <paramref name="position"/>. False when the bytes end too early or the number is too long.</summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int position, out ulong value)
    {
        value = 0;
        for (int shift = 0; shift < 70 && position < source.Length; shift += 7)
        {
            byte b = source[position++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
