using System.Text;
using Tta.Model;

namespace Tta.Storage.Tests.Traces;

/// <summary>Builds OTLP messages for tests, field by field.</summary>
internal sealed class SpanBytes
{
    private readonly List<byte> _bytes = [];

    public ReadOnlySpan<byte> Bytes => _bytes.ToArray();

    public static SpanBytes Attributes(int field, params (string Key, object Value)[] pairs)
    {
        var message = new SpanBytes();
        foreach ((string key, object value) in pairs)
        {
            var any = new SpanBytes();
            switch (value)
            {
                case string text:
                    any.Block(1, Encoding.UTF8.GetBytes(text));
                    break;
                case bool flag:
                    any.Varint(2, flag ? 1UL : 0);
                    break;
                case long number:
                    any.Varint(3, (ulong)number);
                    break;
                case double number:
                    any.Fixed(4, BitConverter.DoubleToUInt64Bits(number));
                    break;
                default:
                    throw new ArgumentException($"no attribute value: {value}", nameof(pairs));
            }

            message.Block(field, new SpanBytes().Block(1, Encoding.UTF8.GetBytes(key)).Block(2, any.Bytes).Bytes);
        }

        return message;
    }

    public SpanBytes Add(SpanBytes other)
    {
        _bytes.AddRange(other._bytes);
        return this;
    }

    public SpanBytes Block(int field, ReadOnlySpan<byte> bytes)
    {
        Raw((ulong)((field << 3) | 2));
        Raw((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public SpanBytes Varint(int field, ulong value)
    {
        Raw((ulong)(field << 3));
        Raw(value);
        return this;
    }

    public SpanBytes Fixed(int field, ulong value)
    {
        Raw((ulong)((field << 3) | 1));
        _bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    private void Raw(ulong value)
    {
        for (; value > 0x7f; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
    }
}

/// <summary>A span of a test.</summary>
internal sealed record TestSpan(ulong Trace, ulong Id, string Name = "op", string Service = "svc", long StartNs = 0, long DurationNs = 1000)
{
    public SpanKind Kind { get; init; } = SpanKind.Internal;

    public SpanStatusCode Status { get; init; }

    public string StatusMessage { get; init; } = "";

    public SpanBytes Extra { get; init; } = new();

    public SpanBytes Resource { get; init; } = new();

    public SpanBytes Scope { get; init; } = new();

    public static SpanBatch Batch(params TestSpan[] spans)
    {
        var batch = new SpanBatch();
        foreach (TestSpan span in spans)
        {
            span.AddTo(batch);
        }

        return batch;
    }

    public void AddTo(SpanBatch batch)
    {
        SpanBytes resource = SpanBytes.Attributes(1, ("service.name", Service)).Add(Resource);
        int resourceIndex = batch.Resources.Add(new SpanBatch.ResourceRow(batch.Arena.Add(resource.Bytes), default, batch.Arena.Add(Service)));
        int scopeIndex = batch.Scopes.Add(new SpanBatch.ScopeRow(resourceIndex, batch.Arena.Add(Scope.Bytes), default));
        var traceId = new TraceId(0, Trace);
        var spanId = new SpanId(Id);
        long startNs = TestStore.StartNs + StartNs;
        Span<byte> ids = stackalloc byte[24];
        traceId.WriteTo(ids);
        spanId.WriteTo(ids[16..]);
        SpanBytes message = new SpanBytes().Block(1, ids[..16]).Block(2, ids[16..]).Block(5, Encoding.UTF8.GetBytes(Name)).Varint(6, (ulong)Kind)
            .Fixed(7, (ulong)startNs).Fixed(8, (ulong)(startNs + DurationNs)).Add(Extra)
            .Block(15, (StatusMessage.Length > 0 ? new SpanBytes().Block(2, Encoding.UTF8.GetBytes(StatusMessage)) : new SpanBytes()).Varint(3, (ulong)Status).Bytes);
        batch.Spans.Add(new SpanBatch.SpanRow(traceId, spanId, default, startNs, startNs + DurationNs, scopeIndex, batch.Arena.Add(Name),
            batch.Arena.Add(message.Bytes), Kind, Status));
    }
}
