// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto, message Span. Differences: only the fields of the index are read.
using Tta.Model;

namespace Tta.Storage.Traces;

/// <summary>Rebuilds the index row of a span from its message, so that the log need not hold these fields twice.</summary>
internal static class SpanRowReader
{
    public static bool TryRead(ByteArena arena, ByteSlice message, int scopeIndex, out SpanBatch.SpanRow row)
    {
        TraceId traceId = default;
        SpanId spanId = default;
        SpanId parentSpanId = default;
        ByteSlice name = default;
        ulong kind = 0;
        ulong startNs = 0;
        ulong endNs = 0;
        SpanStatusCode status = default;
        var reader = new ProtoReader(arena.Get(message));
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> id):
                    traceId = id.Length == TraceId.SizeBytes ? TraceId.FromBytes(id) : default;
                    break;
                case (2, ProtoWireType.LengthDelimited):
                    spanId = ReadSpanId(ref reader);
                    break;
                case (4, ProtoWireType.LengthDelimited):
                    parentSpanId = ReadSpanId(ref reader);
                    break;
                case (5, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> text):
                    name = new ByteSlice(message.Offset + reader.Position - text.Length, text.Length);
                    break;
                case (6, ProtoWireType.Varint):
                    reader.TryReadVarint(out kind);
                    break;
                case (7, ProtoWireType.Fixed64):
                    reader.TryReadFixed64(out startNs);
                    break;
                case (8, ProtoWireType.Fixed64):
                    reader.TryReadFixed64(out endNs);
                    break;
                case (15, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> inner):
                    status = ReadStatus(inner, status);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        row = new SpanBatch.SpanRow(
            traceId, spanId, parentSpanId, ToTimeNs(startNs), ToTimeNs(endNs), scopeIndex, name, message, (SpanKind)kind, status);
        return !reader.Failed;
    }

    private static long ToTimeNs(ulong value) => (long)Math.Min(value, long.MaxValue);

    private static SpanId ReadSpanId(ref ProtoReader reader) =>
        reader.TryReadBytes(out ReadOnlySpan<byte> id) && id.Length == SpanId.SizeBytes ? SpanId.FromBytes(id) : default;

    private static SpanStatusCode ReadStatus(ReadOnlySpan<byte> message, SpanStatusCode status)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 3 && type == ProtoWireType.Varint && reader.TryReadVarint(out ulong code))
            {
                status = (SpanStatusCode)code;
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return status;
    }
}
