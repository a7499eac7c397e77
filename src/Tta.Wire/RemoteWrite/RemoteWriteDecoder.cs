// Spec: Prometheus Remote-Write 1.0 and 2.0 (docs/specs/prw). Differences: native histograms are refused, start timestamps not kept.
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Compression;

namespace Tta.Wire.RemoteWrite;

/// <summary>
/// Decodes remote-write requests. Items are samples; the batch tells the number of exemplars. A bad series is left out alone.
/// Thread-safe; nothing is allocated per sample after warm-up.
/// </summary>
public static class RemoteWriteDecoder
{
    private static readonly ScratchPool<RemoteWriteReader> s_readers = new(static () => new RemoteWriteReader());

    /// <summary>Decompresses and adds the series of a request to a batch.</summary>
    /// <param name="snappyBody">Snappy block.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="into">Batch to add to; unchanged when the result has an error.</param>
    /// <param name="version">Message in the block.</param>
    public static DecodeResult Decode(ReadOnlySpan<byte> snappyBody, Limits limits, MetricBatch into, RemoteWriteVersion version = RemoteWriteVersion.V1)
    {
        ByteArena arena = ScratchArena.Rent();
        DecodeResult result;
        if (SnappyBlock.TryDecompress(snappyBody, limits, arena, out ByteSlice request, out WireError error))
        {
            RemoteWriteReader reader = s_readers.Rent();
            result = reader.Run(arena.Get(request), version, into);
            s_readers.Return(reader);
        }
        else
        {
            result = DecodeResult.Failed(error);
        }

        ScratchArena.Return(arena);
        return result;
    }
}
