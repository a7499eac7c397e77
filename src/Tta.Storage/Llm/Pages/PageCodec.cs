// Spec: docs/formats/llm.md, section "Rows on disk".
using System.Buffers.Binary;
using System.Numerics;

namespace Tta.Storage.Llm.Pages;

/// <summary>
/// Packs the numbers of a page into as few bits as their range needs: each is the least one plus a multiple of the greatest step that they share,
/// and zero, which stands for "nothing said", keeps a code of its own. Exact for any bits. Thread-safe.
/// </summary>
internal static class PageCodec
{
    /// <summary>Most bytes that a page takes when packed.</summary>
    public const int MaxPackedBytes = HeaderBytes + RowPages.PageBytes + PadBytes;

    private const int HeaderBytes = 2 + sizeof(ulong) + sizeof(ulong);
    private const int PadBytes = sizeof(ulong); // Codes are read eight bytes at a time.
    private const int MostBits = 57; // What eight bytes hold behind the seven bits of a byte that was begun.

    /// <summary>Packs a page; 0 when all of it is zero.</summary>
    /// <param name="values">The page.</param>
    /// <param name="target">Room for <see cref="MaxPackedBytes"/>.</param>
    /// <returns>Bytes of the target in use.</returns>
    public static int Pack<T>(T[] values, Span<byte> target)
        where T : IBinaryInteger<T>
    {
        (ulong least, ulong most, ulong hasZero) = Range(values);
        if (most == 0)
        {
            return 0;
        }

        ulong step = Step(values, least);
        int bits = 64 - BitOperations.LeadingZeroCount(((most - least) / step) + hasZero);
        int wholeBits = 8 * T.Zero.GetByteCount();
        if (bits == wholeBits || bits > MostBits)
        {
            (bits, least, step, hasZero) = (wholeBits, 0, 1, 0); // As they are.
        }

        target[0] = (byte)bits;
        target[1] = (byte)hasZero;
        BinaryPrimitives.WriteUInt64LittleEndian(target[2..], least);
        BinaryPrimitives.WriteUInt64LittleEndian(target[10..], step);
        int packedBytes = HeaderBytes + (int)((((long)values.Length * bits) + 7) / 8) + PadBytes;
        Span<byte> codes = target[HeaderBytes..packedBytes];
        codes.Clear();
        if (bits == 8 && values is byte[] bytes)
        {
            bytes.CopyTo(codes);
            return packedBytes;
        }

        long bit = 0;
        for (int i = 0; i < values.Length; i++, bit += bits)
        {
            ulong value = Bits(values[i]);
            ulong code = value == 0 && hasZero != 0 ? 0 : (step == 1 ? value - least : (value - least) / step) + hasZero;
            Span<byte> at = codes[(int)(bit >> 3)..];
            BinaryPrimitives.WriteUInt64LittleEndian(at, BinaryPrimitives.ReadUInt64LittleEndian(at) | (code << (int)(bit & 7)));
        }

        return packedBytes;
    }

    /// <summary>Fills a page with what was packed.</summary>
    /// <param name="packed">What <see cref="Pack"/> made of it.</param>
    /// <param name="values">The page, of the same size and type.</param>
    public static void Unpack<T>(ReadOnlySpan<byte> packed, T[] values)
        where T : IBinaryInteger<T>
    {
        int bits = packed[0];
        ulong hasZero = packed[1];
        ulong least = BinaryPrimitives.ReadUInt64LittleEndian(packed[2..]);
        ulong step = BinaryPrimitives.ReadUInt64LittleEndian(packed[10..]);
        ReadOnlySpan<byte> codes = packed[HeaderBytes..];
        if (bits == 8 && values is byte[] bytes)
        {
            codes[..bytes.Length].CopyTo(bytes);
            return;
        }

        ulong mask = bits == 64 ? ulong.MaxValue : (1UL << bits) - 1;
        long bit = 0;
        for (int i = 0; i < values.Length; i++, bit += bits)
        {
            ulong code = (BinaryPrimitives.ReadUInt64LittleEndian(codes[(int)(bit >> 3)..]) >> (int)(bit & 7)) & mask;
            ulong value = ((code - hasZero) * step) + least;
            values[i] = T.CreateTruncating(code < hasZero ? 0 : value);
        }
    }

    private static ulong Bits<T>(T value)
        where T : IBinaryInteger<T> => ulong.CreateTruncating(value) & (ulong.MaxValue >> (64 - (8 * T.Zero.GetByteCount())));

    /// <summary>Least and greatest of the numbers that are not zero, and 1 if there are zeros besides.</summary>
    private static (ulong Least, ulong Most, ulong HasZero) Range<T>(T[] values)
        where T : IBinaryInteger<T>
    {
        ulong least = ulong.MaxValue;
        ulong most = 0;
        ulong hasZero = 0;
        foreach (T each in values)
        {
            ulong value = Bits(each);
            hasZero |= value == 0 ? 1UL : 0;
            least = value != 0 && value < least ? value : least;
            most = value > most ? value : most;
        }

        return (least, most, hasZero);
    }

    /// <summary>The greatest number that divides all distances from the least one.</summary>
    private static ulong Step<T>(T[] values, ulong least)
        where T : IBinaryInteger<T>
    {
        ulong step = 0;
        for (int i = 0; i < values.Length && step != 1; i++)
        {
            ulong value = Bits(values[i]);
            ulong distance = value == 0 ? 0 : value - least;
            if (step == 0 || distance % step != 0)
            {
                step = Divisor(step, distance);
            }
        }

        return Math.Max(1, step);
    }

    private static ulong Divisor(ulong a, ulong b)
    {
        while (b != 0)
        {
            (a, b) = (b, a % b);
        }

        return a;
    }
}
