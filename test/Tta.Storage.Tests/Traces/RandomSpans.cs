using System.Text;
using Tta.Model;

namespace Tta.Storage.Tests.Traces;

/// <summary>Spans as exporters send them, with few services, names, keys and values, so that they meet; the seed fixes all of them.</summary>
internal sealed class RandomSpans(int seed)
{
    private readonly Random _random = new(seed);

    public TestSpan Next()
    {
        int trace = _random.Next(1, 9);
        return new TestSpan(
            (ulong)trace, (ulong)_random.Next(1, 40), $"op{_random.Next(3)}", $"svc{_random.Next(3)}", _random.Next(0, 100) * 1_000_000L, _random.Next(0, 50) * 1_000L)
        {
            Kind = (SpanKind)_random.Next(6),
            Status = (SpanStatusCode)_random.Next(3),
            Extra = Extra(),
            Resource = SpanBytes.Attributes(1, ("zone", $"z{_random.Next(2)}")),
            Scope = new SpanBytes().Block(1, Encoding.UTF8.GetBytes($"lib{_random.Next(2)}")).Block(2, "1.0"u8),
        };
    }

    private SpanBytes Extra()
    {
        var extra = new SpanBytes();
        if (_random.Next(2) == 0)
        {
            Span<byte> parent = stackalloc byte[8];
            new SpanId((ulong)_random.Next(1, 40)).WriteTo(parent);
            extra.Block(4, parent);
        }

        for (int key = _random.Next(4); key < 4; key += 1 + _random.Next(2))
        {
            extra.Add(SpanBytes.Attributes(9, ($"k{key}", Value())));
        }

        for (int i = _random.Next(3); i > 0; i--)
        {
            SpanBytes inner = new SpanBytes().Fixed(1, (ulong)(TestStore.StartNs + _random.Next(1_000_000))).Block(2, Encoding.UTF8.GetBytes($"ev{_random.Next(2)}"));
            extra.Block(11, inner.Add(SpanBytes.Attributes(3, ($"k{_random.Next(4)}", Value()))).Bytes);
        }

        if (_random.Next(4) == 0)
        {
            extra.Block(13, new SpanBytes().Block(3, "state"u8).Add(SpanBytes.Attributes(4, ("k0", Value()))).Bytes);
        }

        return _random.Next(10) == 0 ? extra.Varint(77, 5) : extra; // A field nobody knows yet.
    }

    private object Value() => _random.Next(4) switch
    {
        0 => $"v{_random.Next(4)}",
        1 => (long)_random.Next(-2, 4),
        2 => _random.Next(4) / 2.0,
        _ => _random.Next(2) == 0,
    };
}
