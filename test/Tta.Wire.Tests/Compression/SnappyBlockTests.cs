using IronSnappy;
using Tta.Model;
using Tta.TestKit;
using Tta.Wire.Compression;
using Tta.Wire.Tests.Otlp;

namespace Tta.Wire.Tests.Compression;

public class SnappyBlockTests
{
    private static readonly Limits s_limits = new();

    [Fact]
    public void Blocks_of_another_encoder_are_read() => Seeds.ForAll(300, seed =>
    {
        byte[] data = Data(seed);
        var arena = new ByteArena();
        arena.Add("before"u8);
        Assert.True(SnappyBlock.TryDecompress(Snappy.Encode(data), s_limits, arena, out ByteSlice written, out WireError error), error.Message);
        Assert.Equal(data, arena.Get(written));
        Assert.Equal(6, written.Offset);
    });

    [Fact]
    public void Damaged_blocks_never_throw() => Seeds.ForAll(5000, seed =>
    {
        byte[] block = new RandomTelemetry(seed).Damage(Snappy.Encode(Data(seed)));
        var arena = new ByteArena();
        bool ok = SnappyBlock.TryDecompress(block, s_limits, arena, out ByteSlice written, out WireError error);
        Assert.Equal(ok, !error.IsError);
        Assert.Equal(ok ? written.Length : 0, arena.Length);
        Assert.True(error.Offset <= block.Length);
    });

    [Theory]
    [InlineData(new byte[] { 3, 0x08, 1, 2, 3 }, true)]
    [InlineData(new byte[] { 5, 0x00, 7, 0x01, 0x01 }, true)]
    [InlineData(new byte[] { 4, 0x08, 1, 2, 3 }, false)]
    [InlineData(new byte[] { 2, 0x08, 1, 2, 3 }, false)]
    [InlineData(new byte[] { 4, 0x01, 0x01 }, false)]
    [InlineData(new byte[] { 5, 0x00, 7, 0x01, 0x02 }, false)]
    [InlineData(new byte[] { 5, 0x00, 7, 0x01, 0x00 }, false)]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0x3F, 0x00, 7 }, false)]
    [InlineData(new byte[] { 0 }, true)]
    [InlineData(new byte[0], false)]
    public void Elements(byte[] block, bool isGood) =>
        Assert.Equal(isGood, SnappyBlock.TryDecompress(block, s_limits, new ByteArena(), out _, out _));

    [Fact]
    public void The_claimed_length_is_checked_first()
    {
        Assert.False(SnappyBlock.TryDecompress(Snappy.Encode(new byte[2000]), s_limits with { MaxDecompressedBytes = 1999 }, new ByteArena(), out _, out WireError error));
        Assert.Equal(RejectReason.TooLarge, error.Reason);
    }

    [Fact]
    public void Decompression_allocates_nothing()
    {
        byte[] block = Snappy.Encode(Data(7));
        var arena = new ByteArena();
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            arena.Clear();
            SnappyBlock.TryDecompress(block, s_limits, arena, out _, out _);
        }));
    }

    private static byte[] Data(int seed)
    {
        var random = new Random(seed);
        byte[] data = new byte[random.Next(1, 8_000)];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = i > 0 && random.Next(4) != 0 ? data[random.Next(Math.Max(0, i - 500), i)] : (byte)random.Next(256);
            int repeat = random.Next(50) == 0 ? Math.Min(random.Next(200), data.Length - i - 1) : 0;
            data.AsSpan(i + 1, repeat).Fill(data[i]);
            i += repeat;
        }

        return data;
    }
}
