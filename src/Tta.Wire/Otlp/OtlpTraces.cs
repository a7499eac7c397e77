// Spec: opentelemetry-proto 1.11, collector/trace/v1/trace_service.proto; OTLP/JSON as in docs/specification.md, "JSON Protobuf Encoding".
using Tta.Model;
using Tta.Wire.Json;

namespace Tta.Wire.Otlp;

/// <summary>Decodes OTLP trace requests. Pure functions; after warm-up of the batch nothing is allocated per span.</summary>
public static class OtlpTraces
{
    /// <summary>Adds the spans of an ExportTraceServiceRequest to a batch.</summary>
    public static DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, Limits limits, SpanBatch into) =>
        new TraceRequestReader(limits, into, into.Arena.Add(body), default).Run();

    /// <summary>Adds the spans of an OTLP/JSON trace request to a batch; the stored form is the protobuf one.</summary>
    public static DecodeResult DecodeJson(ReadOnlySpan<byte> body, Limits limits, SpanBatch into)
    {
        var json = new ProtoJsonTranscoder(body, limits.MaxJsonDepth, into.Arena);
        if (!json.Run(OtlpJsonSchema.TraceRequest, out ByteSlice request))
        {
            return DecodeResult.Failed(json.Error);
        }

        return WithoutOffsets(new TraceRequestReader(limits, into, request, json.Rejections).Run(), json.Rejections);
    }

    // Offsets of the transcoded form mean nothing to the sender; those of the JSON text do.
    internal static DecodeResult WithoutOffsets(DecodeResult result, in Rejections ofJson) => result with
    {
        Error = result.Error with { Offset = -1 },
        FirstRejection = ofJson.Count > 0 ? result.FirstRejection : result.FirstRejection with { Offset = -1 },
    };
}
