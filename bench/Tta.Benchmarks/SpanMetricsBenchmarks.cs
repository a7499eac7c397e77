using BenchmarkDotNet.Attributes;
using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.Wire.Otlp;

namespace Tta.Benchmarks;

/// <summary>What counting spans into metrics costs, beside decoding the request they come in. Per span.</summary>
[MemoryDiagnoser]
public class SpanMetricsBenchmarks
{
    private const int SpanCount = 500;
    private readonly Limits _limits = new();
    private readonly SpanBatch _batch = new();
    private readonly SpanBatch _decoded = new();
    private readonly SpanMetricsGenerator _generator = new(new SpanMetricsOptions(), new NoStore());
    private byte[] _body = [];

    [GlobalSetup]
    public void Fill()
    {
        var arena = new ByteArena();
        OtlpProtobuf.WriteResourceSpans(arena, [.. Enumerable.Range(0, SpanCount).Select(Span)]);
        _body = arena.Written.ToArray();
        OtlpTraces.DecodeProtobuf(_body, _limits, _batch);
        for (int i = 0; i < _batch.Spans.Count; i++)
        {
            _batch.NewSpans.Add(i);
        }
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = SpanCount)]
    public int Decode()
    {
        _decoded.Clear();
        return OtlpTraces.DecodeProtobuf(_body, _limits, _decoded).ItemCount;
    }

    [Benchmark(OperationsPerInvoke = SpanCount)]
    public void Count() => _generator.Observe(_batch);

    // Calls of four services: half of the spans are the client's side, half the server's.
    private static Span Span(int i)
    {
        long nowNs = (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        bool isClient = i % 2 == 0;
        return new Span
        {
            TraceId = new TraceId(1, (ulong)i / 2 + 1),
            SpanId = new SpanId((ulong)i + 1),
            ParentSpanId = new SpanId(isClient ? ulong.MaxValue : (ulong)i),
            Name = $"GET /items/{i % 20}",
            Kind = isClient ? SpanKind.Client : SpanKind.Server,
            StartNs = nowNs,
            EndNs = nowNs + ((i % 50) * 1_000_000L),
            Attributes =
            [
                new("http.request.method", AnyValue.From("GET")), new("http.response.status_code", AnyValue.From(200)), new("server.address", AnyValue.From("shop")),
                new("gen_ai.request.model", AnyValue.From("large-chat-2")), new("gen_ai.usage.input_tokens", AnyValue.From(512)),
            ],
            Resource = new Resource([new("service.name", AnyValue.From($"service-{i / 2 % 4}"))]),
            Scope = new Scope("bench", "1", []),
        };
    }

    private sealed class NoStore : IMetricAppender
    {
        public ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken) => new(AppendResult.Accepted(batch.Samples.Count));
    }
}
