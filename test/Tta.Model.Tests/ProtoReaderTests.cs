using Tta.TestKit;

namespace Tta.Model.Tests;

public sealed class ProtoReaderTests
{
    [Fact]
    public void ReadsEveryWireType()
    {
        byte[] message = [0x08, 0x96, 0x01, 0x11, 1, 0, 0, 0, 0, 0, 0, 0, 0x1a, 2, 7, 8, 0x25, 9, 0, 0, 0];
        var reader = new ProtoReader(message);
        Assert.True(reader.TryReadTag(out int field, out ProtoWireType type) && field == 1 && type == ProtoWireType.Varint);
        Assert.True(reader.TryReadVarint(out ulong number) && number == 150);
        Assert.True(reader.TryReadTag(out field, out _) && field == 2);
        Assert.True(reader.TryReadFixed64(out number) && number == 1);
        Assert.True(reader.TryReadTag(out field, out _) && field == 3);
        Assert.True(reader.TryReadBytes(out ReadOnlySpan<byte> bytes) && bytes.SequenceEqual(new byte[] { 7, 8 }));
        Assert.True(reader.TryReadTag(out field, out _) && field == 4);
        Assert.True(reader.TryReadFixed32(out uint small) && small == 9);
        Assert.False(reader.TryReadTag(out _, out _));
        Assert.False(reader.Failed);
    }

    [Theory]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { 0x0b })]
    [InlineData(new byte[] { 0x0a, 0x05, 1 })]
    [InlineData(new byte[] { 0x09, 1, 2 })]
    [InlineData(new byte[] { 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1 })]
    [InlineData(new byte[] { 0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f })]
    public void Malformed_StopsAndSaysSo(byte[] message)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out _, out ProtoWireType type) && reader.TrySkip(type))
        {
        }

        Assert.True(reader.Failed);
        Assert.InRange(reader.Position, 0, message.Length);
        Assert.False(reader.TryReadTag(out _, out _));
    }

    [Fact]
    public void RandomBytes_NeverReadOutOfRange()
    {
        var random = new Random(7);
        byte[] message = new byte[64];
        for (int round = 0; round < 20_000; round++)
        {
            random.NextBytes(message);
            var reader = new ProtoReader(message.AsSpan(0, random.Next(message.Length)));
            while (reader.TryReadTag(out _, out ProtoWireType type) && reader.TrySkip(type))
            {
            }

            Assert.True(reader.Failed || reader.Remaining == 0);
        }
    }

    [Fact]
    public void Reading_AllocatesNothing()
    {
        byte[] message = [0x08, 0x96, 0x01, 0x1a, 2, 7, 8];
        Assert.Equal(0, Allocations.PerCall(() =>
        {
            var reader = new ProtoReader(message);
            while (reader.TryReadTag(out _, out ProtoWireType type) && reader.TrySkip(type))
            {
            }
        }));
    }
}
