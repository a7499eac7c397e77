// Spec: opentelemetry-proto 1.11, common/v1/common.proto.
using Tta.Model;
using Tta.Wire.Protobuf;

namespace Tta.Wire.Otlp;

/// <summary>Walks the attributes of a message that <see cref="AttributeCheck"/> has passed; yields keys and AnyValue messages in place.</summary>
internal ref struct KeyValueReader(ReadOnlySpan<byte> message, int attributesField)
{
    private ProtoReader _reader = new(message);

    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>The AnyValue message; empty when absent.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool Read()
    {
        while (_reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == attributesField && type == ProtoWireType.LengthDelimited)
            {
                _reader.TryReadBytes(out ReadOnlySpan<byte> pair);
                ProtoPair.TryRead(pair, out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value);
                Key = key;
                Value = value;
                return true;
            }

            _reader.TrySkip(type);
        }

        return false;
    }

    /// <summary>Finds the first attribute of a name; the answer is its AnyValue message.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, int attributesField, ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        var pairs = new KeyValueReader(message, attributesField);
        while (pairs.Read())
        {
            if (pairs.Key.SequenceEqual(key))
            {
                value = pairs.Value;
                return true;
            }
        }

        value = default;
        return false;
    }
}
