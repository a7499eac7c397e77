// Spec: opentelemetry-proto 1.11, trace/v1/trace.proto, resource/v1/resource.proto, common/v1/common.proto. Differences: none;
// unknown fields are skipped here and kept in the stored bytes.
using System.Text;

namespace Tta.Model;

/// <summary>
/// Turns stored OTLP messages into objects. The bytes were checked when they came in, so a malformed one is damaged storage and
/// throws <see cref="InvalidDataException"/>. Thread-safe.
/// </summary>
public static class SpanDecoder
{
    /// <summary>Attribute values nested deeper than this are refused when they come in, and end the recursion here.</summary>
    public const int MaxDepth = 64;

    /// <summary>Decodes an OTLP <c>Span</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Span Decode(ReadOnlySpan<byte> message, Resource resource, Scope scope)
    {
        var reader = new ProtoReader(message);
        var fields = new SpanFields();
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            fields.Read(ref reader, field, type);
        }

        Check(reader, "span");
        return fields.Build(resource, scope);
    }

    /// <summary>Decodes an OTLP <c>Span.Event</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static SpanEvent DecodeEvent(ReadOnlySpan<byte> message) => SpanFields.DecodeEvent(message);

    /// <summary>Decodes an OTLP <c>Resource</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Resource DecodeResource(ReadOnlySpan<byte> message, string schemaUrl)
    {
        var reader = new ProtoReader(message);
        var attributes = new List<KeyValue>();
        uint dropped = 0;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    attributes.Add(ReadKeyValue(ref reader, 0));
                    break;
                case (2, ProtoWireType.Varint):
                    dropped = ReadUInt(ref reader);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        Check(reader, "resource");
        return new Resource(attributes, dropped, schemaUrl);
    }

    /// <summary>Decodes an OTLP <c>InstrumentationScope</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged.</exception>
    public static Scope DecodeScope(ReadOnlySpan<byte> message, string schemaUrl)
    {
        var reader = new ProtoReader(message);
        var attributes = new List<KeyValue>();
        string name = "";
        string version = "";
        uint dropped = 0;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    name = ReadText(ref reader);
                    break;
                case (2, ProtoWireType.LengthDelimited):
                    version = ReadText(ref reader);
                    break;
                case (3, ProtoWireType.LengthDelimited):
                    attributes.Add(ReadKeyValue(ref reader, 0));
                    break;
                case (4, ProtoWireType.Varint):
                    dropped = ReadUInt(ref reader);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        Check(reader, "scope");
        return new Scope(name, version, attributes, dropped, schemaUrl);
    }

    /// <summary>Decodes an OTLP <c>AnyValue</c>.</summary>
    /// <exception cref="InvalidDataException">The bytes are damaged or nested too deep.</exception>
    public static AnyValue DecodeValue(ReadOnlySpan<byte> message, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new InvalidDataException($"attribute value nested deeper than {MaxDepth}");
        }

        var reader = new ProtoReader(message);
        AnyValue value = default;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    value = AnyValue.From(ReadText(ref reader));
                    break;
                case (2, ProtoWireType.Varint) when reader.TryReadVarint(out ulong flag):
                    value = AnyValue.From(flag != 0);
                    break;
                case (3, ProtoWireType.Varint) when reader.TryReadVarint(out ulong number):
                    value = AnyValue.From((long)number);
                    break;
                case (4, ProtoWireType.Fixed64) when reader.TryReadDouble(out double number):
                    value = AnyValue.From(number);
                    break;
                case (5, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> list):
                    value = AnyValue.From(DecodeList(list, depth));
                    break;
                case (6, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> map):
                    value = AnyValue.From(DecodeMap(map, depth));
                    break;
                case (7, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> bytes):
                    value = AnyValue.From(bytes.ToArray());
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        Check(reader, "attribute value");
        return value;
    }

    internal static KeyValue ReadKeyValue(ref ProtoReader outer, int depth)
    {
        outer.TryReadBytes(out ReadOnlySpan<byte> message);
        var reader = new ProtoReader(message);
        string key = "";
        AnyValue value = default;
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    key = ReadText(ref reader);
                    break;
                case (2, ProtoWireType.LengthDelimited) when reader.TryReadBytes(out ReadOnlySpan<byte> bytes):
                    value = DecodeValue(bytes, depth);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        Check(reader, "attribute");
        return new KeyValue(key, value);
    }

    internal static string ReadText(ref ProtoReader reader) =>
        reader.TryReadBytes(out ReadOnlySpan<byte> bytes) ? Encoding.UTF8.GetString(bytes) : "";

    internal static uint ReadUInt(ref ProtoReader reader) => reader.TryReadVarint(out ulong value) ? (uint)value : 0;

    internal static void Check(in ProtoReader reader, string what)
    {
        if (reader.Failed)
        {
            throw new InvalidDataException($"damaged {what} message at byte {reader.Position}");
        }
    }

    private static AnyValue[] DecodeList(ReadOnlySpan<byte> message, int depth)
    {
        var values = new List<AnyValue>();
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> item))
            {
                values.Add(DecodeValue(item, depth + 1));
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        Check(reader, "list");
        return values.ToArray();
    }

    private static KeyValue[] DecodeMap(ReadOnlySpan<byte> message, int depth)
    {
        var pairs = new List<KeyValue>();
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited)
            {
                pairs.Add(ReadKeyValue(ref reader, depth + 1));
            }
            else
            {
                reader.TrySkip(type);
            }
        }

        Check(reader, "map");
        return pairs.ToArray();
    }
}
