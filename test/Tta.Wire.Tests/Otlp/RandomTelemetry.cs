using Tta.Model;

namespace Tta.Wire.Tests.Otlp;

/// <summary>Random model objects from a seed: every kind of value, odd text, odd times.</summary>
internal sealed class RandomTelemetry(int seed)
{
    private static readonly string[] s_texts = ["", "a", "service.name", "größe", "日本語", "\"quoted\\\"", "line\nbreak\t", "🚀\u0000", "x y", new('l', 300)];

    private readonly Random _random = new(seed);

    public int Next(int end) => _random.Next(end);

    public string Text() => s_texts[_random.Next(s_texts.Length)];

    public TraceId TraceId() => new((ulong)_random.NextInt64(), (ulong)_random.NextInt64() | 1);

    public SpanId SpanId() => new((ulong)_random.NextInt64() | 1);

    public long TimeNs() => _random.Next(8) switch { 0 => 0, 1 => long.MaxValue, _ => 1_700_000_000_000_000_000 + _random.NextInt64(1_000_000_000) };

    public uint Count() => _random.Next(3) == 0 ? uint.MaxValue : (uint)_random.Next(3);

    public List<KeyValue> Attributes(int depth = 0)
    {
        var list = new List<KeyValue>();
        for (int i = _random.Next(4); i > 0; i--)
        {
            list.Add(new KeyValue(Text(), Value(depth)));
        }

        return list;
    }

    public AnyValue Value(int depth = 0)
    {
        switch (_random.Next(depth > 2 ? 7 : 9))
        {
            case 0:
                return default;
            case 1:
                return AnyValue.From(_random.Next(2) == 0);
            case 2:
                return AnyValue.From(_random.Next(3) == 0 ? long.MinValue : _random.NextInt64());
            case 3:
                return AnyValue.From(_random.Next(5) switch
                {
                    0 => double.NaN, 1 => double.PositiveInfinity, 2 => double.NegativeInfinity, 3 => 1e300, _ => _random.NextDouble(),
                });
            case 4:
                return AnyValue.From(new byte[] { 0, 255, 7 }[.._random.Next(4)]);
            case 5 or 6:
                return AnyValue.From(Text());
            case 7:
                return AnyValue.From((AnyValue[])[Value(depth + 1), Value(depth + 1)]);
            default:
                return AnyValue.From(Attributes(depth + 1).ToArray());
        }
    }

    public Span Span() => new()
    {
        TraceId = TraceId(),
        SpanId = SpanId(),
        ParentSpanId = _random.Next(2) == 0 ? default : SpanId(),
        TraceState = Text(),
        Name = Text(),
        Kind = (SpanKind)_random.Next(7),
        StartNs = TimeNs(),
        EndNs = TimeNs(),
        Status = (SpanStatusCode)_random.Next(3),
        StatusMessage = Text(),
        Flags = Count(),
        Attributes = Attributes(),
        Events = Many(() => new SpanEvent(TimeNs(), Text(), Attributes(), Count())),
        Links = Many(() => new SpanLink(TraceId(), SpanId(), Text(), Attributes(), Count(), Count())),
        DroppedAttributesCount = Count(),
        DroppedEventsCount = Count(),
        DroppedLinksCount = Count(),
        Resource = new Resource(Attributes(), Count(), Text()),
        Scope = new Scope(Text(), Text(), Attributes(), Count(), Text()),
    };

    /// <summary>Changes some bytes and sometimes cuts the end off.</summary>
    public byte[] Damage(byte[] body)
    {
        for (int i = _random.Next(4); i >= 0; i--)
        {
            body[_random.Next(body.Length)] = (byte)_random.Next(256);
        }

        return _random.Next(3) == 0 ? body[.._random.Next(body.Length)] : body;
    }

    public List<T> Many<T>(Func<T> make)
    {
        var list = new List<T>();
        for (int i = _random.Next(3); i > 0; i--)
        {
            list.Add(make());
        }

        return list;
    }
}
