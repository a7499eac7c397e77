// Spec: Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding/. Differences: groups (wire types 3 and 4,
// deprecated and unused by every message read here) count as malformed.
using System.Buffers.Binary;

namespace Tta.Model;

/// <summary>
/// Reads the fields of one protobuf message in place. Bad input is a value: every Try method answers false at the end and at
/// the first malformed byte; <see cref="Failed"/> tells which, <see cref="Position"/> where. Allocates nothing.
/// </summary>
public ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;

    /// <summary>Offset of the next byte, from the start of the message.</summary>
    public int Position { get; private set; }

    /// <summary>True once the message turned out malformed; nothing is read from then on.</summary>
    public bool Failed { get; private set; }

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _message.Length - Position;

    /// <summary>Reads the next field's number and wire type. False at the end or when malformed.</summary>
    public bool TryReadTag(out int field, out ProtoWireType type)
    {
        field = 0;
        type = default;
        if (Failed || Position == _message.Length)
        {
            return false;
        }

        if (!TryReadVarint(out ulong tag))
        {
            return false;
        }

        field = (int)(tag >> 3);
        type = (ProtoWireType)(tag & 7);
        bool known = type is ProtoWireType.Varint or ProtoWireType.Fixed64 or ProtoWireType.LengthDelimited or ProtoWireType.Fixed32;
        return (known && field > 0 && tag <= uint.MaxValue) || Fail();
    }

    /// <summary>Reads a varint of at most ten bytes.</summary>
    public bool TryReadVarint(out ulong value)
    {
        value = 0;
        int shift = 0;
        int position = Position;
        while (position < _message.Length && shift < 70)
        {
            byte b = _message[position++];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80)
            {
                Position = position;
                return true;
            }

            shift += 7;
        }

        return Fail();
    }

    /// <summary>Reads a zigzag-coded signed varint (sint32, sint64).</summary>
    public bool TryReadZigZag(out long value)
    {
        bool ok = TryReadVarint(out ulong raw);
        value = (long)(raw >> 1) ^ -(long)(raw & 1);
        return ok;
    }

    /// <summary>Reads eight bytes as an unsigned number.</summary>
    public bool TryReadFixed64(out ulong value)
    {
        if (Remaining < 8)
        {
            value = 0;
            return Fail();
        }

        value = BinaryPrimitives.ReadUInt64LittleEndian(_message[Position..]);
        Position += 8;
        return true;
    }

    /// <summary>Reads four bytes as an unsigned number.</summary>
    public bool TryReadFixed32(out uint value)
    {
        if (Remaining < 4)
        {
            value = 0;
            return Fail();
        }

        value = BinaryPrimitives.ReadUInt32LittleEndian(_message[Position..]);
        Position += 4;
        return true;
    }

    /// <summary>Reads eight bytes as an IEEE 754 double.</summary>
    public bool TryReadDouble(out double value)
    {
        bool ok = TryReadFixed64(out ulong bits);
        value = BitConverter.UInt64BitsToDouble(bits);
        return ok;
    }

    /// <summary>Reads a length-delimited field; the span points into the message.</summary>
    public bool TryReadBytes(out ReadOnlySpan<byte> bytes)
    {
        if (!TryReadVarint(out ulong length) || length > (ulong)Remaining)
        {
            bytes = default;
            return Fail();
        }

        bytes = _message.Slice(Position, (int)length);
        Position += (int)length;
        return true;
    }

    /// <summary>Skips the value of a field.</summary>
    public bool TrySkip(ProtoWireType type) => type switch
    {
        ProtoWireType.Varint => TryReadVarint(out _),
        ProtoWireType.Fixed64 => TryReadFixed64(out _),
        ProtoWireType.LengthDelimited => TryReadBytes(out _),
        ProtoWireType.Fixed32 => TryReadFixed32(out _),
        _ => Fail(),
    };

    /// <summary>Marks the message as malformed, for a caller that found a field of the wrong wire type. Always false.</summary>
    public bool Fail()
    {
        Failed = true;
        return false;
    }
}
