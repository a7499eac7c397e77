// Spec: opentelemetry-proto 1.11, logs/v1/logs.proto.
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>Reads and checks one LogRecord message; attributes are left for a second walk.</summary>
internal ref struct LogRecordFields(ReadOnlySpan<byte> message, Limits limits)
{
    private readonly ReadOnlySpan<byte> _message = message;

    public ulong TimeNs { get; private set; }

    public ulong ObservedTimeNs { get; private set; }

    public long SeverityNumber { get; private set; }

    public ReadOnlySpan<byte> SeverityText { get; private set; }

    /// <summary>AnyValue message.</summary>
    public ReadOnlySpan<byte> Body { get; private set; }

    public ReadOnlySpan<byte> TraceId { get; private set; }

    public ReadOnlySpan<byte> SpanId { get; private set; }

    public ReadOnlySpan<byte> EventName { get; private set; }

    public uint Flags { get; private set; }

    public ulong DroppedAttributesCount { get; private set; }

    /// <summary>True when a field has the wire type that it has in a Span, where the numbers overlap but the types differ.</summary>
    public bool LooksLikeSpan { get; private set; }

    public RejectReason Run()
    {
        var reader = new ProtoReader(_message);
        int attributes = 0;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            RejectReason reason = RejectReason.None;
            if (field == 6 && type == ProtoWireType.LengthDelimited)
            {
                reason = ++attributes > limits.MaxAttributes ? RejectReason.TooLarge : AttributeCheck.KeyValue(ref reader, limits);
            }
            else if (type == ProtoWireType.LengthDelimited)
            {
                reason = ReadLengthDelimited(ref reader, field);
            }
            else
            {
                ReadNumber(ref reader, field, type);
            }

            if (reason != RejectReason.None)
            {
                return reason;
            }
        }

        return reader.Failed ? RejectReason.Malformed : RejectReason.None;
    }

    private RejectReason ReadLengthDelimited(ref ProtoReader reader, int field)
    {
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> bytes))
        {
            return RejectReason.Malformed;
        }

        switch (field)
        {
            case 3:
                SeverityText = bytes;
                break;
            case 5:
                Body = bytes;
                return AttributeCheck.Value(bytes, 0, AttributeCheck.MaxDepth(limits));
            case 9:
                TraceId = ValidId(bytes, Model.TraceId.SizeBytes);
                break;
            case 10:
                SpanId = ValidId(bytes, Model.SpanId.SizeBytes);
                break;
            case 12:
                EventName = bytes;
                break;
            case 1 or 2:
                LooksLikeSpan = true;
                break;
        }

        return RejectReason.None;
    }

    private void ReadNumber(ref ProtoReader reader, int field, ProtoWireType type)
    {
        switch (field, type)
        {
            case (1, ProtoWireType.Fixed64) when reader.TryReadFixed64(out ulong time):
                TimeNs = time;
                break;
            case (2, ProtoWireType.Varint) when reader.TryReadVarint(out ulong number):
                SeverityNumber = (long)number;
                break;
            case (7, ProtoWireType.Varint) when reader.TryReadVarint(out ulong dropped):
                DroppedAttributesCount = dropped;
                break;
            case (8, ProtoWireType.Fixed32) when reader.TryReadFixed32(out uint flags):
                Flags = flags;
                break;
            case (11, ProtoWireType.Fixed64) when reader.TryReadFixed64(out ulong observed):
                ObservedTimeNs = observed;
                break;
            default:
                reader.TrySkip(type);
                break;
        }
    }

    // A record without a usable id is still a log record: the id is left out.
    private static ReadOnlySpan<byte> ValidId(ReadOnlySpan<byte> id, int size) =>
        id.Length == size && id.IndexOfAnyExcept((byte)0) >= 0 ? id : default;
}
