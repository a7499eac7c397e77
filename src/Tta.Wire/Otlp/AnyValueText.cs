// Spec: opentelemetry-proto 1.11, common/v1/common.proto.
using System.Buffers.Text;
using System.Globalization;
using Tta.Model;
using Tta.Wire.Bytes;

namespace Tta.Wire.Otlp;

/// <summary>The text form of AnyValue messages, as <see cref="AnyValue.ToText"/> gives it, without objects for the simple kinds.</summary>
internal static class AnyValueText
{
    /// <summary>Appends the text of a value that <see cref="AttributeCheck"/> has passed.</summary>
    public static ByteSlice Add(ByteArena arena, ReadOnlySpan<byte> anyValue)
    {
        if (TryGetString(anyValue, out ReadOnlySpan<byte> text))
        {
            return Utf8Repair.Add(arena, text);
        }

        AnyValueKind kind = Read(anyValue, out ulong bits);
        Span<byte> target = arena.Reserve(32);
        int size;
        switch (kind)
        {
            case AnyValueKind.Empty:
                return new ByteSlice(arena.Length, 0);
            case AnyValueKind.Bool:
                return arena.Add(bits != 0 ? "true"u8 : "false"u8);
            case AnyValueKind.Int:
                Utf8Formatter.TryFormat((long)bits, target, out size);
                return arena.Commit(size);
            case AnyValueKind.Double when double.IsFinite(BitConverter.UInt64BitsToDouble(bits)):
                BitConverter.UInt64BitsToDouble(bits).TryFormat(target, out size, "R", CultureInfo.InvariantCulture);
                return arena.Commit(size);
            default:
                return arena.Add(SpanDecoder.DecodeValue(anyValue).ToText());
        }
    }

    /// <summary>True when the value is text; the span points into the message.</summary>
    public static bool TryGetString(ReadOnlySpan<byte> anyValue, out ReadOnlySpan<byte> text)
    {
        bool isString = false;
        text = default;
        var reader = new ProtoReader(anyValue);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited)
            {
                isString = reader.TryReadBytes(out text);
            }
            else
            {
                isString &= field > 7;
                reader.TrySkip(type);
            }
        }

        return isString;
    }

    /// <summary>True when the value is a map; the span is its KeyValueList message.</summary>
    public static bool TryGetMap(ReadOnlySpan<byte> anyValue, out ReadOnlySpan<byte> map)
    {
        bool isMap = false;
        map = default;
        var reader = new ProtoReader(anyValue);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 6 && type == ProtoWireType.LengthDelimited)
            {
                isMap = reader.TryReadBytes(out map);
            }
            else
            {
                isMap &= field > 7;
                reader.TrySkip(type);
            }
        }

        return isMap;
    }

    private static AnyValueKind Read(ReadOnlySpan<byte> anyValue, out ulong bits)
    {
        var kind = AnyValueKind.Empty;
        bits = 0;
        var reader = new ProtoReader(anyValue);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (2, ProtoWireType.Varint) when reader.TryReadVarint(out bits):
                    kind = AnyValueKind.Bool;
                    break;
                case (3, ProtoWireType.Varint) when reader.TryReadVarint(out bits):
                    kind = AnyValueKind.Int;
                    break;
                case (4, ProtoWireType.Fixed64) when reader.TryReadFixed64(out bits):
                    kind = AnyValueKind.Double;
                    break;
                case ( > 3 and < 8, _) when reader.TrySkip(type):
                    kind = AnyValueKind.Map;
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        return kind;
    }
}
