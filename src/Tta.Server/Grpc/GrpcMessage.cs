using System.Text;
using Tta.Model;

namespace Tta.Server.Grpc;

/// <summary>The fields of a small message, such as a question. What is absent has the value of its type that protobuf gives it.</summary>
internal sealed class GrpcMessage
{
    private const long NsPerSecond = 1_000_000_000;

    private readonly List<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> _fields = [];

    /// <exception cref="GrpcException">The bytes are no message.</exception>
    public static GrpcMessage Read(ReadOnlyMemory<byte> bytes)
    {
        var message = new GrpcMessage();
        var reader = new ProtoReader(bytes.Span);
        while (reader.TryReadTag(out int field, out ProtoWireType type))
        {
            if (type == ProtoWireType.LengthDelimited && reader.TryReadBytes(out ReadOnlySpan<byte> value))
            {
                message._fields.Add((field, 0, bytes.Slice(reader.Position - value.Length, value.Length)));
            }
            else if (type == ProtoWireType.Varint && reader.TryReadVarint(out ulong number))
            {
                message._fields.Add((field, number, default));
            }
            else if (!reader.Failed)
            {
                reader.TrySkip(type);
            }
        }

        return reader.Failed
            ? throw new GrpcException(GrpcStatus.InvalidArgument, $"the protobuf message is damaged at byte {reader.Position}")
            : message;
    }

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field).Span);

    public ReadOnlyMemory<byte> Bytes(int field) => Last(field)?.Bytes ?? default;

    public bool Flag(int field) => Number(field) != 0;

    public long Number(int field) => (long)(Last(field)?.Number ?? 0);

    /// <summary>The message in a field; null when it is absent.</summary>
    public GrpcMessage? Message(int field) => Last(field) is { } found ? Read(found.Bytes) : null;

    /// <summary>All texts of a repeated field.</summary>
    public IEnumerable<string> Texts(int field) => _fields.Where(each => each.Field == field).Select(static each => Encoding.UTF8.GetString(each.Bytes.Span));

    /// <summary>All messages of a repeated field.</summary>
    public IEnumerable<GrpcMessage> Messages(int field) => _fields.Where(each => each.Field == field).Select(static each => Read(each.Bytes));

    /// <summary>A google.protobuf.Timestamp or Duration in nanoseconds; null when it is absent.</summary>
    /// <exception cref="GrpcException">It is out of range.</exception>
    public long? Nanoseconds(int field)
    {
        if (Message(field) is not { } time)
        {
            return null;
        }

        long seconds = time.Number(1);
        return Math.Abs((double)seconds) < long.MaxValue / (double)NsPerSecond - 1 && Math.Abs((double)time.Number(2)) < NsPerSecond
            ? (seconds * NsPerSecond) + time.Number(2)
            : throw new GrpcException(GrpcStatus.InvalidArgument, $"{seconds} seconds and {time.Number(2)} nanoseconds are out of range");
    }

    private (int Field, ulong Number, ReadOnlyMemory<byte> Bytes)? Last(int field)
    {
        int at = _fields.FindLastIndex(each => each.Field == field);
        return at < 0 ? null : _fields[at];
    }
}
