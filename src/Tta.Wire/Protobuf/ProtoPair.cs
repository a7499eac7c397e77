// Spec: Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding/.
using Tta.Model;

namespace Tta.Wire.Protobuf;

/// <summary>A message of a name (field 1) and a value (field 2), both length-delimited: OTLP's KeyValue, the labels of Prometheus and of Loki.</summary>
internal static class ProtoPair
{
    /// <summary>Reads one; what is absent is empty. False when the message is damaged.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        name = value = default;
        var reader = new ProtoReader(message);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            switch (field, type)
            {
                case (1, ProtoWireType.LengthDelimited):
                    reader.TryReadBytes(out name);
                    break;
                case (2, ProtoWireType.LengthDelimited):
                    reader.TryReadBytes(out value);
                    break;
                default:
                    reader.TrySkip(type);
                    break;
            }
        }

        return !reader.Failed;
    }
}
