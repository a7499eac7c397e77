using Tta.Model;

namespace Tta.Storage.Tests.Traces;

/// <summary>
/// Bytes that may or may not be a span message: well-formed ones with every kind of field, ones coded in a roundabout way, ones cut
/// off, and noise. A block must give all of them back.
/// </summary>
internal sealed class RandomMessages(int seed)
{
    private readonly Random _random = new(seed);

    public byte[] Next(TraceId traceId, SpanId spanId, long startNs, long endNs)
    {
        var message = new List<byte>();
        if (_random.Next(10) > 0)
        {
            Span<byte> ids = stackalloc byte[24];
            traceId.WriteTo(ids);
            spanId.WriteTo(ids[16..]);
            message.AddRange(new SpanBytes().Block(1, ids[..16]).Block(2, ids[16..]).Fixed(7, (ulong)startNs).Fixed(8, (ulong)endNs).Bytes);
        }

        for (int i = _random.Next(8); i > 0; i--)
        {
            message.AddRange(Field(depth: 0));
        }

        byte[] bytes = [.. message];
        switch (_random.Next(8))
        {
            case 0 when bytes.Length > 0:
                return bytes[.._random.Next(bytes.Length)];
            case 1 when bytes.Length > 0:
                bytes[_random.Next(bytes.Length)] ^= (byte)(1 << _random.Next(8));
                return bytes;
            default:
                return bytes;
        }
    }

    private byte[] Field(int depth)
    {
        int number = _random.Next(12) == 0 ? _random.Next(17, 3000) : _random.Next(1, 17);
        ulong value = _random.Next(3) switch
        {
            0 => (ulong)_random.Next(5),
            1 => (ulong)_random.NextInt64(),
            _ => ulong.MaxValue,
        };
        switch (_random.Next(6))
        {
            case 0:
                return Varint((ulong)(number << 3), value);
            case 1:
                return new SpanBytes().Fixed(number, value).Bytes.ToArray();
            case 2:
                return [.. Varint((ulong)((number << 3) | 5)), .. BitConverter.GetBytes((uint)value)];
            case 3:
                return new SpanBytes().Block(9, KeyValue()).Bytes.ToArray();
            case 4 when depth == 0:
                return new SpanBytes().Block(_random.Next(3) switch { 0 => 11, 1 => 13, _ => 15 }, Inner()).Bytes.ToArray();
            default:
                byte[] bytes = new byte[_random.Next(2) == 0 ? 8 : _random.Next(20)];
                _random.NextBytes(bytes);
                return new SpanBytes().Block(number, bytes).Bytes.ToArray();
        }
    }

    private byte[] Inner()
    {
        var inner = new List<byte>();
        for (int i = _random.Next(4); i > 0; i--)
        {
            inner.AddRange(_random.Next(2) == 0 ? Field(depth: 1) : new SpanBytes().Block(_random.Next(2) == 0 ? 3 : 4, KeyValue()).Bytes.ToArray());
        }

        return [.. inner];
    }

    private byte[] KeyValue()
    {
        byte[] value = _random.Next(5) switch
        {
            0 => [],
            1 => [.. Field(depth: 1), .. Field(depth: 1)],
            _ => Field(depth: 1),
        };
        SpanBytes key = new SpanBytes().Block(1, new byte[] { (byte)('a' + _random.Next(3)) });
        SpanBytes any = new SpanBytes().Block(2, value);
        return (_random.Next(6) == 0 ? any.Add(key) : key.Add(any)).Bytes.ToArray();
    }

    /// <summary>Numbers, the last one sometimes longer than it need be.</summary>
    private byte[] Varint(params ulong[] values)
    {
        var bytes = new List<byte>();
        foreach (ulong value in values)
        {
            ulong left = value;
            for (; left > 0x7f; left >>= 7)
            {
                bytes.Add((byte)(left | 0x80));
            }

            bytes.Add((byte)left);
        }

        if (values[^1] < 128 && _random.Next(10) == 0)
        {
            bytes[^1] |= 0x80;
            bytes.Add(0);
        }

        return [.. bytes];
    }
}
