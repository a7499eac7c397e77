// Spec: opentelemetry-proto 1.11, collector/metrics/v1/metrics_service.proto; OTLP/JSON as in docs/specification.md, "JSON Protobuf Encoding".
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Json;

namespace Tta.Wire.Otlp;

/// <summary>
/// Decodes OTLP metric requests into series as Prometheus' OTLP receiver maps them, target_info included. Items are data points.
/// Thread-safe; nothing is allocated per data point after warm-up.
/// </summary>
public static class OtlpMetrics
{
    private static readonly ScratchPool<MetricRequestReader> s_readers = new(static () => new MetricRequestReader());

    /// <summary>Adds the data points of an ExportMetricsServiceRequest to a batch.</summary>
    /// <param name="body">Protobuf.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="options">Names, promoted attributes.</param>
    /// <param name="into">Batch to add to; unchanged when the result has an error.</param>
    public static DecodeResult DecodeProtobuf(ReadOnlySpan<byte> body, Limits limits, OtlpMetricsOptions options, MetricBatch into)
    {
        MetricRequestReader reader = s_readers.Rent();
        DecodeResult result = reader.Run(body, limits, options, into, default);
        s_readers.Return(reader);
        return result;
    }

    /// <summary>Adds the data points of an OTLP/JSON request to a batch.</summary>
    /// <inheritdoc cref="DecodeProtobuf"/>
    public static DecodeResult DecodeJson(ReadOnlySpan<byte> body, Limits limits, OtlpMetricsOptions options, MetricBatch into)
    {
        ByteArena arena = ScratchArena.Rent();
        var json = new ProtoJsonTranscoder(body, limits.MaxJsonDepth, arena);
        DecodeResult result;
        if (json.Run(OtlpJsonSchema.MetricsRequest, out ByteSlice request))
        {
            MetricRequestReader reader = s_readers.Rent();
            result = OtlpTraces.WithoutOffsets(reader.Run(arena.Get(request), limits, options, into, json.Rejections), json.Rejections);
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
