// Spec: opentelemetry-proto 1.11, common/v1/common.proto.
using Tta.Model;

namespace Tta.Wire.Otlp;

/// <summary>
/// Walks attribute messages once, so that what is stored can be decoded later without a surprise. Text that is not UTF-8 passes:
/// senders cut long values in the middle of a character, and a reader sees U+FFFD there instead of losing the span.
/// </summary>
internal static class AttributeCheck
{
    /// <summary>Reads one KeyValue field at the reader's position.</summary>
    public static RejectReason KeyValue(ref ProtoReader outer, Limits limits) =>
        outer.TryReadBytes(out ReadOnlySpan<byte> pair) ? Pair(pair, 0, MaxDepth(limits)) : RejectReason.Malformed;

    /// <summary>Checks a message whose repeated field <paramref name="attributesField"/> holds attributes and which nests nothing else.</summary>
    public static RejectReason Part(ReadOnlySpan<byte> message, int attributesField, Limits limits)
    {
        var reader = new ProtoReader(message);
        int attributes = 0;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != attributesField || type != ProtoWireType.LengthDelimited)
            {
                reader.TrySkip(type);
                continue;
            }

            RejectReason reason = ++attributes > limits.MaxAttributes ? RejectReason.TooLarge : KeyValue(ref reader, limits);
            if (reason != RejectReason.None)
            {
                return reason;
            }
        }

        return reader.Failed ? RejectReason.Malformed : RejectReason.None;
    }

    public static int MaxDepth(Limits limits) => Math.Min(limits.MaxAttributeDepth, SpanDecoder.MaxDepth);

    /// <summary>Text for the sender.</summary>
    public static string Explain(string what, RejectReason reason, Limits limits) => reason switch
    {
        RejectReason.InvalidId => $"{what} has no valid id: a trace id is 16 bytes, a span id 8, neither all zero",
        RejectReason.TooDeep => $"{what} has attribute values nested deeper than {MaxDepth(limits)} (limits.max_attribute_depth)",
        RejectReason.TooLarge => $"{what} is larger than {limits.MaxSpanBytes} bytes (limits.max_span_bytes) or has more than "
            + $"{limits.MaxAttributes} attributes (limits.max_attributes)",
        _ => $"{what} is malformed protobuf",
    };

    /// <summary>Checks an AnyValue message.</summary>
    public static RejectReason Value(ReadOnlySpan<byte> message, int depth, int maxDepth)
    {
        if (depth > maxDepth)
        {
            return RejectReason.TooDeep;
        }

        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            RejectReason reason = RejectReason.None;
            if (field is 5 or 6 && type == ProtoWireType.LengthDelimited)
            {
                reason = Items(ref reader, isMap: field == 6, depth, maxDepth);
            }
            else
            {
                reader.TrySkip(type);
            }

            if (reason != RejectReason.None)
            {
                return reason;
            }
        }

        return reader.Failed ? RejectReason.Malformed : RejectReason.None;
    }

    /// <summary>Checks a KeyValue message.</summary>
    public static RejectReason Pair(ReadOnlySpan<byte> message, int depth, int maxDepth)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 2 && type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> value))
            {
                RejectReason reason = Value(value, depth, maxDepth);
                if (reason != RejectReason.None)
                {
                    return reason;
                }
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return reader.Failed ? RejectReason.Malformed : RejectReason.None;
    }

    private static RejectReason Items(ref ProtoReader outer, bool isMap, int depth, int maxDepth)
    {
        if (!outer.TryReadBytes(out ReadOnlySpan<byte> message))
        {
            return RejectReason.Malformed;
        }

        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            RejectReason reason = RejectReason.None;
            if (field != 1 || type != ProtoWireType.LengthDelimited)
            {
                reader.TrySkip(type);
            }
            else if (!reader.TryReadBytes(out ReadOnlySpan<byte> item))
            {
                reason = RejectReason.Malformed;
            }
            else
            {
                reason = isMap ? Pair(item, depth + 1, maxDepth) : Value(item, depth + 1, maxDepth);
            }

            if (reason != RejectReason.None)
            {
                return reason;
            }
        }

        return reader.Failed ? RejectReason.Malformed : RejectReason.None;
    }
}
