using System.Runtime.CompilerServices;
using BenchmarkDotNet.Attributes;
using Tta.Model;
using Tta.Query.TraceQl;

namespace Tta.Benchmarks;

/// <summary>What a TraceQL query costs beside a loop that only looks at every span, over 20,000 spans that are in memory as objects.</summary>
[MemoryDiagnoser]
public class TraceQlBenchmarks : IDisposable
{
    private const int TraceCount = 2_000;
    private const int SpansPerTrace = 10;
    private const long StartNs = 1_700_000_000_000_000_000;
    private const long EndNs = StartNs + 3_600_000_000_000;
    private readonly PreparedTraces _source = new();
    private readonly TraceQlEngine _engine;

    public TraceQlBenchmarks() => _engine = new TraceQlEngine(_source);

    [Benchmark(Baseline = true)]
    public int LoopOverSpans()
    {
        int found = 0;
        foreach (Trace trace in _source.Traces)
        {
            foreach (Span span in trace.Spans)
            {
                found += span.TryGetAttribute("http.status_code", out AnyValue value) && value.IntValue >= 500 ? 1 : 0;
            }
        }

        return found;
    }

    [Benchmark]
    public Task<TraceQlSearchResult> Filter() => SearchAsync("{ span.http.status_code >= 500 && resource.service.name = `nobody` }");

    [Benchmark]
    public Task<TraceQlSearchResult> RegularExpression() => SearchAsync("{ name =~ `GET /none.*` }");

    [Benchmark]
    public Task<TraceQlSearchResult> Descendants() => SearchAsync("{ span.http.status_code >= 500 } >> { name = `nothing` }");

    [Benchmark]
    public Task<TraceQlMetricsResult> RateByTwoFields() => _engine.QueryRangeAsync(
        "{} | rate() by (name, span.http.status_code)", StartNs, EndNs, 60_000_000_000, exemplars: 0);

    [Benchmark]
    public Task<TraceQlMetricsResult> Quantiles() => _engine.QueryRangeAsync(
        "{} | quantile_over_time(duration, .5, .99)", StartNs, EndNs, 60_000_000_000, exemplars: 0);

    public void Dispose()
    {
        _engine.Dispose();
        GC.SuppressFinalize(this);
    }

    private Task<TraceQlSearchResult> SearchAsync(string query) => _engine.SearchAsync(query, StartNs, EndNs, 20, 3);

    // Hands out every trace, as a store that cannot skip any.
    private sealed class PreparedTraces : ITraceScanSource
    {
        public List<Trace> Traces { get; } = Create();

        public async IAsyncEnumerable<Trace> ScanAsync(TraceScan scan, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.CompletedTask;
            foreach (Trace trace in Traces)
            {
                yield return trace;
            }
        }

        public ValueTask<Answer<IReadOnlyList<string>>> FieldNamesAsync(
            SpanFieldScope scope, long startNs, long endNs, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<Answer<IReadOnlyList<AnyValue>>> FieldValuesAsync(
            SpanField field, long startNs, long endNs, int limit, CancellationToken cancellationToken) => throw new NotSupportedException();

        private static List<Trace> Create()
        {
            var random = new Random(1);
            var resource = new Resource([new("service.name", AnyValue.From("shop")), new("zone", AnyValue.From("eu"))]);
            var scope = new Scope("lib", "1", []);
            var traces = new List<Trace>();
            for (ulong t = 1; t <= TraceCount; t++)
            {
                var spans = new List<Span>();
                long traceStartNs = StartNs + (long)(random.NextDouble() * 3_500e9);
                for (ulong i = 1; i <= SpansPerTrace; i++)
                {
                    spans.Add(new Span
                    {
                        TraceId = new TraceId(0, t),
                        SpanId = new SpanId((t << 8) + i),
                        ParentSpanId = i == 1 ? default : new SpanId((t << 8) + (i / 2)),
                        Name = $"GET /{i}",
                        StartNs = traceStartNs + (long)i,
                        EndNs = traceStartNs + random.Next(1, 1_000_000_000),
                        Resource = resource,
                        Scope = scope,
                        Attributes =
                        [
                            new("http.method", AnyValue.From("GET")), new("user", AnyValue.From($"u{random.Next(100)}")),
                            new("http.status_code", AnyValue.From(random.Next(10) == 0 ? 500L : 200L)),
                        ],
                    });
                }

                traces.Add(new Trace(new TraceId(0, t), spans, []));
            }

            return traces;
        }
    }
}
