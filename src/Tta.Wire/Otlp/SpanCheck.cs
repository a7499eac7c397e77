// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto.
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>
/// Reads the indexed fields of one Span message and walks the rest, so that a stored span always decodes. Later fields win over
/// earlier ones of the same number, as everywhere in protobuf.
/// </summary>
internal ref struct SpanCheck(ReadOnlySpan<byte> message, Limits limits)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _attributes;

    public TraceId TraceId { get; private set; }

    public SpanId SpanId { get; private set; }

    public SpanId ParentSpanId { get; private set; }

    public long StartNs { get; private set; }

    public long EndNs { get; private set; }

    /// <summary>Position of the name inside the message.</summary>
    public ByteSlice Name { get; private set; }

    public SpanKind Kind { get; private set; }

    public SpanStatusCode Status { get; private set; }

    /// <summary>True when a field has the wire type that it has in a LogRecord, where the numbers overlap but the types differ.</summary>
    public bool LooksLikeLogRecord { get; private set; }

    public RejectReason Run()
    {
        if (_message.Length > limits.MaxSpanBytes)
        {
            return RejectReason.TooLarge;
        }

        var reader = new ProtoReader(_message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            RejectReason reason = type == ProtoWireType.LengthDelimited
                ? ReadLengthDelimited(ref reader, field)
                : ReadNumber(ref reader, field, type);
            if (reason != RejectReason.None)
            {
                return reason;
            }
        }

        if (reader.Failed)
        {
            return RejectReason.Malformed;
        }

        return TraceId.IsValid && SpanId.IsValid ? RejectReason.None : RejectReason.InvalidId;
    }

    private RejectReason ReadLengthDelimited(ref ProtoReader reader, int field)
    {
        if (field == 9)
        {
            return ++_attributes > limits.MaxAttributes ? RejectReason.TooLarge : AttributeCheck.KeyValue(ref reader, limits);
        }

        if (!reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
        {
            return RejectReason.Malformed;
        }

        switch (field)
        {
            case 1:
                TraceId = bytes.Length == TraceId.SizeBytes ? TraceId.FromBytes(bytes) : default;
                break;
            case 2:
                SpanId = ReadSpanId(bytes);
                break;
            case 4:
                ParentSpanId = ReadSpanId(bytes);
                break;
            case 5:
                Name = new ByteSlice(reader.Position - bytes.Length, bytes.Length);
                break;
            case 11:
                return AttributeCheck.Part(bytes, attributesField: 3, limits);
            case 13:
                return AttributeCheck.Part(bytes, attributesField: 4, limits);
            case 15:
                return ReadStatus(bytes);
        }

        return RejectReason.None;
    }

    private RejectReason ReadNumber(ref ProtoReader reader, int field, ProtoWireType type)
    {
        switch (field, type)
        {
            case (6, ProtoWireType.Varint) when reader.TryReadVarint(out ulong kind):
                Kind = (SpanKind)(uint)kind;
                break;
            case (7, ProtoWireType.Fixed64) when reader.TryReadFixed64(out ulong start):
                StartNs = (long)Math.Min(start, long.MaxValue);
                break;
            case (8, ProtoWireType.Fixed64) when reader.TryReadFixed64(out ulong end):
                EndNs = (long)Math.Min(end, long.MaxValue);
                break;
            default:
                LooksLikeLogRecord |= (field, type) is (1 or 11, ProtoWireType.Fixed64) or (2, ProtoWireType.Varint) or (8, ProtoWireType.Fixed32);
                reader.TrySkip(type);
                break;
        }

        return RejectReason.None;
    }

    private RejectReason ReadStatus(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 3 && type == ProtoWireType.Varint && reader.TryReadVarint(out ulong code))
            {
                Status = (SpanStatusCode)(uint)code;
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return reader.Failed ? RejectReason.Malformed : RejectReason.None;
    }

    private static SpanId ReadSpanId(ReadOnlySpan<byte> bytes) => bytes.Length == SpanId.SizeBytes ? SpanId.FromBytes(bytes) : default;
}
