// Spec: opentelemetry-proto 1.11, common/v1/common.proto: KeyValue, AnyValue.
using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>Text attributes, read from OTLP bytes in place.</summary>
internal static class AttributeText
{
    private const int ResourceAttributesField = 1;
    private const int SpanAttributesField = 9;

    /// <summary>Finds a text attribute of an OTLP <c>Resource</c> message, empty when it has none.</summary>
    public static ReadOnlySpan<byte> OfResource(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> wanted) => Find(resource, ResourceAttributesField, wanted);

    /// <summary>Finds a text attribute of an OTLP <c>Span</c> message, empty when it has none.</summary>
    public static ReadOnlySpan<byte> OfSpan(ReadOnlySpan<byte> span, ReadOnlySpan<byte> wanted) => Find(span, SpanAttributesField, wanted);

    /// <summary>Reads an OTLP <c>KeyValue</c>; the value is empty where it is no text.</summary>
    public static bool TryRead(ReadOnlySpan<byte> attribute, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        key = value = default;
        var reader = new ProtoReader(attribute);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    reader.TryReadBytes(out key);
                    break;
                case (2, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> any):
                    value = TextOf(any);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        return !key.IsEmpty;
    }

    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> message, int attributesField, ReadOnlySpan<byte> wanted)
    {
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field != attributesField || type != ProtoWireType.LengthDelimited)
            {
                reader.TrySkip(type);
            }
            else if (reader.TryReadBytes(out ReadOnlySpan<byte> attribute)
                && TryRead(attribute, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value) && key.SequenceEqual(wanted))
            {
                return value;
            }
        }

        return default;
    }

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> any)
    {
        var reader = new ProtoReader(any);
        ReadOnlySpan<byte> text = default;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited)
            {
                reader.TryReadBytes(out text);
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        return text;
    }
}
