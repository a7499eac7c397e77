// Spec: Protocol Buffers encoding, https://protobuf.dev/programming-guides/encoding/.
using System.Buffers.Binary;
using System.Text;
using Tta.Model;

namespace Tta.Wire.Protobuf;

/// <summary>Writes protobuf fields to the end of an arena.</summary>
public readonly struct ProtoWriter(ByteArena arena)
{
    public const int MaxVarintBytes = 10;

    public void Varint(int field, ulong value)
    {
        Tag(field, ProtoWireType.Varint);
        Raw(value);
    }

    public void Fixed64(int field, ulong value)
    {
        Tag(field, ProtoWireType.Fixed64);
        BinaryPrimitives.WriteUInt64LittleEndian(arena.Reserve(8), value);
        arena.Commit(8);
    }

    public void Fixed32(int field, uint value)
    {
        Tag(field, ProtoWireType.Fixed32);
        BinaryPrimitives.WriteUInt32LittleEndian(arena.Reserve(4), value);
        arena.Commit(4);
    }

    public void Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, ProtoWireType.LengthDelimited);
        Raw((ulong)value.Length);
        arena.Add(value);
    }

    public void Text(int field, ReadOnlySpan<char> text)
    {
        Tag(field, ProtoWireType.LengthDelimited);
        Raw((ulong)Encoding.UTF8.GetByteCount(text));
        arena.Add(text);
    }

    /// <summary>An id as its bytes.</summary>
    public void Id(int field, TraceId id)
    {
        Span<byte> bytes = stackalloc byte[TraceId.SizeBytes];
        id.WriteTo(bytes);
        Bytes(field, bytes);
    }

    /// <summary>An id as its bytes.</summary>
    public void Id(int field, SpanId id)
    {
        Span<byte> bytes = stackalloc byte[SpanId.SizeBytes];
        id.WriteTo(bytes);
        Bytes(field, bytes);
    }

    /// <summary>Starts a length-delimited field whose length is not known yet; what follows in the arena is its content.</summary>
    public int Begin(int field)
    {
        Tag(field, ProtoWireType.LengthDelimited);
        arena.Reserve(1);
        arena.Commit(1);
        return arena.Length;
    }

    /// <summary>Ends the field that began at <paramref name="start"/>. One byte was left for the length; longer content moves up.</summary>
    public void End(int start)
    {
        int length = arena.Length - start;
        int prefix = SizeOf((ulong)length);
        arena.TruncateTo(start - 1);
        Span<byte> field = arena.Reserve(prefix + length);
        if (prefix > 1)
        {
            field.Slice(1, length).CopyTo(field[prefix..]);
        }

        Write(field, (ulong)length);
        arena.Commit(prefix + length);
    }

    private void Tag(int field, ProtoWireType type) => Raw(((ulong)field << 3) | (uint)type);

    private void Raw(ulong value) => arena.Commit(Write(arena.Reserve(MaxVarintBytes), value));

    internal static int Write(Span<byte> target, ulong value)
    {
        int size = 0;
        for (; value > 0x7f; value >>= 7)
        {
            target[size++] = (byte)(value | 0x80);
        }

        target[size++] = (byte)value;
        return size;
    }

    internal static int SizeOf(ulong value) => (70 - int.Min(63, System.Numerics.BitOperations.LeadingZeroCount(value))) / 7;
}
