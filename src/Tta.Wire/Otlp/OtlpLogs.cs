// Spec: opentelemetry-proto 1.11, collector/logs/v1/logs_service.proto; OTLP/JSON as in docs/specification.md, "JSON Protobuf Encoding".
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Json;

namespace Tta.Wire.Otlp;

/// <summary>Decodes OTLP log requests into streams and entries as Loki maps them. Thread-safe; nothing is allocated per record with a text body.</summary>
public static class OtlpLogs
{
    private static readonly ScratchPool<LogRequestReader> s_readers = new(static () => new LogRequestReader());

    /// <summary>Adds the records of an ExportLogsServiceRequest to a batch.</summary>
    /// <param name="body">Protobuf.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="into">Batch to add to; unchanged when the result has an error.</param>
    /// <param name="nowNs">Time of records that have none, Unix nanoseconds.</param>
    public static DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, Limits limits, LogBatch into, long nowNs)
    {
        LogRequestReader reader = s_readers.Rent();
        DecodeResult result = reader.Run(body, limits, into, nowNs, default);
        s_readers.Return(reader);
        return result;
    }

    /// <summary>Adds the records of an OTLP/JSON request to a batch.</summary>
    /// <inheritdoc cref="DecodeProtobuf"/>
    public static DecodeResult DecodeJson(ReadOnlySpan<byte> body, Limits limits, LogBatch into, long nowNs)
    {
        ByteArena arena = ScratchArena.Rent();
        var json = new ProtoJsonTranscoder(body, limits.MaxJsonDepth, arena);
        DecodeResult result;
        if (json.Run(OtlpJsonSchema.LogsRequest, out ByteSlice request))
        {
            LogRequestReader reader = s_readers.Rent();
            result = OtlpTraces.WithoutOffsets(reader.Run(arena.Get(request), limits, into, nowNs, json.Rejections), json.Rejections);
            s_readers.Return(reader);
        }
        else
        {
            result = DecodeResult.Failed(json.Error);
        }

        ScratchArena.Return(arena);
        return result;
    }
}
