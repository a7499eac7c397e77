using System.Buffers;
using System.IO.Compression;
using Tta.Model;
using Tta.Wire.Compression;

namespace Tta.Wire.Tests.Compression;

public class ContentDecoderTests
{
    private static readonly Limits s_limits = new();

    [Theory]
    [InlineData(null)]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    public void Round_trip_over_any_segments(string? encoding) => Seeds.ForAll(50, seed =>
    {
        var random = new Random(seed);
        byte[] data = new byte[random.Next(5000)];
        random.NextBytes(data);
        byte[] packed = Pack(encoding, data);
        var first = new Segment(packed.AsMemory(0, packed.Length / 3), null);
        var last = new Segment(packed.AsMemory(packed.Length / 3), first);
        var sequence = new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
        Assert.True(ContentDecoder.TryDecompress(encoding, sequence, s_limits, out PooledBytes? bytes, out WireError error), error.Message);
        using (bytes)
        {
            Assert.Equal(data, bytes.Span);
        }

        Assert.Throws<ObjectDisposedException>(() => bytes.Span.Length);
    });

    [Fact]
    public void A_body_beyond_the_size_limit_is_refused()
    {
        byte[] packed = Pack("gzip", RandomBytes(3000));
        AssertError("gzip", packed, s_limits with { MaxDecompressedBytes = 2999 }, RejectReason.TooLarge, "limits.max_decompressed_bytes");
        AssertError(null, RandomBytes(3000), s_limits with { MaxDecompressedBytes = 2999 }, RejectReason.TooLarge, "limits.max_decompressed_bytes");
        Assert.True(ContentDecoder.TryDecompress("gzip", new(packed), s_limits with { MaxDecompressedBytes = 3000 }, out PooledBytes? bytes, out _));
        bytes.Dispose();
    }

    [Fact]
    public void A_bomb_is_refused_long_before_the_size_limit() =>
        AssertError("gzip", Pack("gzip", new byte[30 << 20]), s_limits, RejectReason.TooLarge, "limits.max_compression_ratio");

    [Fact]
    public void Damaged_truncated_and_unknown_data_are_errors()
    {
        byte[] packed = Pack("gzip", RandomBytes(3000));
        AssertError("gzip", packed[..100], s_limits, RejectReason.Malformed, "damaged");
        AssertError("gzip", RandomBytes(50), s_limits, RejectReason.Malformed, "damaged");
        AssertError("zstd", packed, s_limits, RejectReason.Unsupported, "use gzip");
    }

    private static void AssertError(string? encoding, byte[] body, Limits limits, RejectReason reason, string part)
    {
        Assert.False(ContentDecoder.TryDecompress(encoding, new ReadOnlySequence<byte>(body), limits, out _, out WireError error));
        Assert.Equal(reason, error.Reason);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    private static byte[] RandomBytes(int size)
    {
        byte[] data = new byte[size];
        new Random(1).NextBytes(data);
        return data;
    }

    private static byte[] Pack(string? encoding, byte[] data)
    {
        using var target = new MemoryStream();
        using (Stream stream = encoding?.ToUpperInvariant() switch
        {
            "GZIP" => new GZipStream(target, CompressionLevel.Optimal, leaveOpen: true),
            "DEFLATE" => new ZLibStream(target, CompressionLevel.Optimal, leaveOpen: true),
            _ => new BufferedStream(target),
        })
        {
            stream.Write(data);
            stream.Flush();
            return encoding is null or "identity" ? data : Finish(stream, target);
        }
    }

    private static byte[] Finish(Stream stream, MemoryStream target)
    {
        stream.Dispose();
        return target.ToArray();
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
                previous.Next = this;
            }
        }
    }
}
