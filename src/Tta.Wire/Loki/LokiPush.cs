// Spec: Loki HTTP API, POST /loki/api/v1/push; pkg/push/push.proto.
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Compression;

namespace Tta.Wire.Loki;

/// <summary>
/// Decodes Loki push requests. service_name and detected_level are added as Loki does. Entries beyond a limit are left out alone;
/// anything malformed makes the whole body unusable, as in Loki. Thread-safe; nothing is allocated per entry after warm-up.
/// </summary>
public static class LokiPush
{
    private static readonly ScratchPool<LokiProtobufReader> s_protobuf = new(static () => new LokiProtobufReader());
    private static readonly ScratchPool<LokiJsonReader> s_json = new(static () => new LokiJsonReader());

    /// <summary>Decompresses and decodes a protobuf push.</summary>
    /// <param name="snappyBody">Snappy block of a PushRequest.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="into">Batch to add to; unchanged when the result has an error.</param>
    public static DecodeResult DecodeProtobuf(ReadOnlySpan<byte> snappyBody, Limits limits, LogBatch into)
    {
        ByteArena arena = ScratchArena.Rent();
        DecodeResult result;
        if (SnappyBlock.TryDecompress(snappyBody, limits, arena, out ByteSlice request, out WireError error))
        {
            LokiProtobufReader reader = s_protobuf.Rent();
            result = reader.Run(arena.Get(request), limits, into);
            s_protobuf.Return(reader);
        }
        else
        {
            result = DecodeResult.Failed(error);
        }

        ScratchArena.Return(arena);
        return result;
    }

    /// <summary>Decodes a JSON push.</summary>
    /// <param name="body">JSON.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="into">Batch to add to; unchanged when the result has an error.</param>
    public static DecodeResult DecodeJson(ReadOnlySpan<byte> body, Limits limits, LogBatch into)
    {
        LokiJsonReader reader = s_json.Rent();
        DecodeResult result = reader.Run(body, limits, into);
        s_json.Return(reader);
        return result;
    }
}
