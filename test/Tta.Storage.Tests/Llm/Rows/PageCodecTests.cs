using System.Numerics;
using Tta.Storage.Llm.Pages;

namespace Tta.Storage.Tests.Llm.Rows;

/// <summary>A page comes back bit by bit, whatever stands in it, and takes as little as its range needs.</summary>
public sealed class PageCodecTests
{
    private static readonly ulong[] s_odd = [0, 1, 2, 0x7F, 0xFF, 0x8000, uint.MaxValue, int.MaxValue, long.MaxValue, 1UL << 63, ulong.MaxValue, ulong.MaxValue - 1];

    public static TheoryData<int> Seeds => [1, 2, 3, 4, 5];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void AnyPage_ComesBack(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 40; i++)
        {
            AssertComesBack<byte>(random);
            AssertComesBack<ushort>(random);
            AssertComesBack<int>(random);
            AssertComesBack<uint>(random);
            AssertComesBack<long>(random);
        }
    }

    [Fact]
    public void Size_IsThatOfTheRange_InStepsThatAllShare()
    {
        var random = new Random(7);
        const long start = 1_790_000_000_000_000_000;
        Assert.Equal(0, Packed(static _ => 0L));
        Assert.InRange(Packed(static _ => long.MinValue), 1, 40);
        Assert.InRange(Packed(_ => random.Next(256)), 2_048, 2_048 + 300); // 8 bits and a code for zero
        Assert.InRange(Packed(_ => start + random.Next(1 << 20)), 2_048 * 20 / 8, (2_048 * 20 / 8) + 40);
        Assert.InRange(Packed(_ => start + (random.Next(1 << 10) * 1_000_000L)), 2_048 * 10 / 8, (2_048 * 10 / 8) + 40);
        Assert.InRange(Packed(i => i % 3 == 0 ? 0 : start + random.Next(1 << 10)), 2_048 * 10 / 8, (2_048 * 11 / 8) + 40);
    }

    private static int Packed(Func<int, long> valueAt)
    {
        long[] page = [.. Enumerable.Range(0, 2_048).Select(valueAt)];
        return PageCodec.Pack(page, new byte[PageCodec.MaxPackedBytes]);
    }

    private static void AssertComesBack<T>(Random random)
        where T : IBinaryInteger<T>
    {
        T[] page = Page<T>(random);
        byte[] packed = new byte[PageCodec.MaxPackedBytes];
        random.NextBytes(packed); // What stood there before does not matter.
        int size = PageCodec.Pack(page, packed);
        T[] back = new T[page.Length];
        if (size > 0)
        {
            PageCodec.Unpack(packed.AsSpan(0, size), back);
        }

        Assert.Equal(page, back);
    }

    private static T[] Page<T>(Random random)
        where T : IBinaryInteger<T>
    {
        var page = new T[RowPages.PageBytes / T.Zero.GetByteCount()];
        ulong least = (ulong)random.NextInt64() << random.Next(2);
        ulong step = random.Next(3) == 0 ? 1 : (ulong)random.NextInt64(1, 1L << random.Next(1, 40));
        int bits = random.Next(65);
        double zeros = random.Next(3) == 0 ? random.NextDouble() : 0;
        double odd = random.Next(4) == 0 ? 0.01 : 0;
        for (int i = 0; i < page.Length; i++)
        {
            ulong far = bits == 0 ? 0 : (ulong)random.NextInt64() << 1 >> (64 - bits);
            double kind = random.NextDouble();
            page[i] = T.CreateTruncating(kind < zeros ? 0 : kind > 1 - odd ? s_odd[random.Next(s_odd.Length)] : unchecked(least + (far * step)));
        }

        return page;
    }
}
