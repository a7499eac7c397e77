using Tta.Agent.SpanMetrics;
using Tta.Model;
using Tta.TestKit;

namespace Tta.Agent.Tests.SpanMetrics;

public sealed class SpanMetricsGeneratorTests
{
    private static readonly TimeSpan s_step = TimeSpan.FromSeconds(15);
    private readonly ManualTimeProvider _time = new();
    private readonly CollectingAppender _store = new();

    private long NowNs => _time.GetUtcNow().ToUnixTimeMilliseconds() * 1_000_000;

    [Fact]
    public async Task Calls_have_the_names_and_labels_of_Tempo()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(
            Span("shop", "GET /", 1, kind: SpanKind.Server, seconds: 0.003), Span("shop", "GET /", 2, kind: SpanKind.Server, seconds: 0.5),
            Span("shop", "GET /", 3, kind: SpanKind.Server, seconds: 100, status: SpanStatusCode.Error)));
        await StepAsync(generator);

        const string Good = "service=\"shop\", span_kind=\"SPAN_KIND_SERVER\", span_name=\"GET /\", status_code=\"STATUS_CODE_UNSET\"";
        const string Bad = "service=\"shop\", span_kind=\"SPAN_KIND_SERVER\", span_name=\"GET /\", status_code=\"STATUS_CODE_ERROR\"";
        Assert.Equal(2, _store["traces_spanmetrics_calls_total{" + Good + "}"]);
        Assert.Equal(1, _store["traces_spanmetrics_calls_total{" + Bad + "}"]);
        Assert.Equal(2, _store["traces_spanmetrics_latency_count{" + Good + "}"]);
        Assert.Equal(0.503, _store["traces_spanmetrics_latency_sum{" + Good + "}"], 9);
        Assert.Equal(0, _store[Bucket("0.002")]);
        Assert.Equal(1, _store[Bucket("0.004")]);
        Assert.Equal(1, _store[Bucket("0.256")]);
        Assert.Equal(2, _store[Bucket("0.512")]);
        Assert.Equal(2, _store[Bucket("+Inf")]);
        Assert.Equal(0, _store["traces_spanmetrics_latency_bucket{le=\"65.536\", " + Bad + "}"]);
        Assert.Equal(1, _store["traces_spanmetrics_latency_bucket{le=\"+Inf\", " + Bad + "}"]);
        Assert.True(_store["traces_spanmetrics_size_total{" + Good + "}"] > 50);
        Assert.Contains("traces_spanmetrics_latency Histogram", _store.Metadata);

        static string Bucket(string bound) => "traces_spanmetrics_latency_bucket{le=\"" + bound + "\", " + Good + "}";
    }

    [Fact]
    public async Task Calls_have_the_names_of_the_connector_when_asked_for()
    {
        SpanMetricsGenerator generator = Create(new SpanMetricsOptions { Style = SpanMetricsStyle.Connector });
        generator.Observe(SpanBatches.Of(Span("", "work", 1, seconds: 0.003)));
        await StepAsync(generator);
        const string Labels = "service_name=\"unknown_service\", span_kind=\"SPAN_KIND_INTERNAL\", span_name=\"work\", status_code=\"STATUS_CODE_UNSET\"";
        Assert.Equal(1, _store["traces_span_metrics_calls_total{" + Labels + "}"]);
        Assert.Equal(3, _store["traces_span_metrics_duration_milliseconds_sum{" + Labels + "}"], 9);
        Assert.Equal(1, _store["traces_span_metrics_duration_milliseconds_bucket{le=\"4\", " + Labels + "}"]);
        Assert.DoesNotContain(_store.Values.Keys, name => name.StartsWith("traces_spanmetrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Clones_of_a_repository_are_told_apart()
    {
        SpanMetricsGenerator generator = Create();
        Span first = Span("a", "x", 1);
        Span second = Span("a", "x", 2);
        generator.Observe(SpanBatches.Of(In("one", first), In("two", second), Span("a", "x", 3)));
        await StepAsync(generator);
        const string Labels = "traces_spanmetrics_calls_total{service=\"a\", span_kind=\"SPAN_KIND_INTERNAL\", span_name=\"x\", status_code=\"STATUS_CODE_UNSET\"";
        Assert.Equal((1d, 1d, 1d), (_store[Labels + ", workspace=\"one\"}"], _store[Labels + ", workspace=\"two\"}"], _store[Labels + "}"]));

        static Span In(string workspace, Span span) => new()
        {
            TraceId = span.TraceId,
            SpanId = span.SpanId,
            Name = span.Name,
            Kind = span.Kind,
            StartNs = span.StartNs,
            EndNs = span.EndNs,
            Resource = new Resource([new("workspace", AnyValue.From(workspace)), .. span.Resource.Attributes]),
            Scope = span.Scope,
        };
    }

    [Fact]
    public async Task A_series_begins_with_zero_and_goes_on_at_every_step()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("a", "x", 1)));
        long createdMs = NowNs / 1_000_000;
        await StepAsync(generator);
        await StepAsync(generator);
        generator.Observe(SpanBatches.Of(Span("a", "x", 2)));
        await StepAsync(generator);
        Assert.Equal(
            [(createdMs - 1, 0d), (createdMs + 15_000, 1d), (createdMs + 30_000, 1d), (createdMs + 45_000, 2d)],
            _store.History.Where(sample => sample.Name.StartsWith("traces_spanmetrics_calls_total", StringComparison.Ordinal)).Select(sample => (sample.TimeMs, sample.Value)));
    }

    [Fact]
    public async Task A_step_that_the_store_refuses_loses_nothing()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("a", "x", 1)));
        _store.Failure = new StoreUnavailableException("disk full");
        await Assert.ThrowsAsync<StoreUnavailableException>(async () => await StepAsync(generator));
        _store.Failure = null;
        generator.Observe(SpanBatches.Of(Span("a", "x", 2)));
        await StepAsync(generator);
        Assert.Equal([0d, 2d], _store.History.Where(sample => sample.Name.StartsWith("traces_spanmetrics_calls_total", StringComparison.Ordinal)).Select(sample => sample.Value));
    }

    [Fact]
    public async Task The_slowest_span_of_a_step_is_the_exemplar()
    {
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(Span("a", "x", 1, seconds: 0.1, trace: 1), Span("a", "x", 2, seconds: 0.9, trace: 2), Span("a", "x", 3, seconds: 0.2, trace: 3)));
        await StepAsync(generator);
        await StepAsync(generator);
        (string series, string labels, double value) = Assert.Single(_store.Exemplars);
        Assert.StartsWith("traces_spanmetrics_latency_bucket{le=\"1.024\"", series, StringComparison.Ordinal);
        Assert.Equal(("{trace_id=\"00000000000000070000000000000002\"}", 0.9), (labels, value));
    }

    [Fact]
    public async Task Beyond_the_limit_spans_are_counted_together()
    {
        SpanMetricsGenerator generator = Create(new SpanMetricsOptions { Limits = new Limits { MaxSpanMetricSets = 3 } });
        for (ulong i = 1; i <= 10; i++)
        {
            generator.Observe(SpanBatches.Of(Span("a", $"x{i}", i)));
        }

        await StepAsync(generator);
        Assert.Equal(7, _store["traces_spanmetrics_calls_total{metric_overflow=\"true\"}"]);
        Assert.Equal(7, generator.Status.OverflowedTotal);
        Assert.Equal(10, _store.Values.Where(pair => pair.Key.StartsWith("traces_spanmetrics_calls_total", StringComparison.Ordinal)).Sum(pair => pair.Value));
    }

    [Fact]
    public async Task An_idle_label_set_ends_and_makes_room()
    {
        SpanMetricsGenerator generator = Create(new SpanMetricsOptions { Limits = new Limits { MaxSpanMetricSets = 2 }, IdleTime = TimeSpan.FromMinutes(1) });
        generator.Observe(SpanBatches.Of(Span("a", "old", 1), Span("a", "busy", 2)));
        await StepAsync(generator);
        _time.Advance(TimeSpan.FromMinutes(2));
        generator.Observe(SpanBatches.Of(Span("a", "busy", 3)));
        await StepAsync(generator);
        Assert.True(double.IsNaN(_store[Calls("old")]));
        Assert.Equal(1, generator.Status.CallSets);

        generator.Observe(SpanBatches.Of(Span("a", "new", 4), Span("a", "busy", 5)));
        await StepAsync(generator);
        Assert.Equal((3d, 1d, 0L), (_store[Calls("busy")], _store[Calls("new")], generator.Status.OverflowedTotal));

        static string Calls(string name) =>
            $"traces_spanmetrics_calls_total{{service=\"a\", span_kind=\"SPAN_KIND_INTERNAL\", span_name=\"{name}\", status_code=\"STATUS_CODE_UNSET\"}}";
    }

    [Fact]
    public async Task Spans_of_another_time_are_no_calls_of_now()
    {
        var limits = new Limits();
        SpanMetricsGenerator generator = Create();
        generator.Observe(SpanBatches.Of(
            SpanBatches.Span("a", "imported", 1, startNs: NowNs - ((long)limits.OutOfOrderWindow.TotalSeconds + 1) * 1_000_000_000),
            SpanBatches.Span("a", "wrong clock", 2, startNs: NowNs + ((long)limits.FutureWindow.TotalSeconds + 1) * 1_000_000_000),
            Span("a", "late", 3)));
        await StepAsync(generator);
        Assert.Equal((1, 2L), (generator.Status.CallSets, generator.Status.SkippedTotal));
    }

    [Fact]
    public async Task Long_and_empty_names_make_labels_that_a_store_takes()
    {
        SpanMetricsGenerator generator = Create(new SpanMetricsOptions { Limits = new Limits { MaxLabelValueBytes = 5 } });
        generator.Observe(SpanBatches.Of(Span("a", "größer", 1), Span("a", "", 2)));
        await StepAsync(generator);
        Assert.Equal(1, _store["traces_spanmetrics_calls_total{service=\"a\", span_kind=\"SPAN_\", span_name=\"grö\", status_code=\"STATU\"}"]);
        Assert.Equal(1, _store["traces_spanmetrics_calls_total{service=\"a\", span_kind=\"SPAN_\", status_code=\"STATU\"}"]);
    }

    [Fact]
    public async Task Every_span_is_counted_once_whatever_the_batches()
    {
        var random = new Random(20261120);
        SpanMetricsGenerator generator = Create();
        int count = 0;
        for (int i = 0; i < 50; i++)
        {
            Span[] spans = [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Span(
                $"s{random.Next(4)}", $"n{random.Next(9)}", (ulong)random.NextInt64(1, long.MaxValue), (ulong)random.Next(3), (SpanKind)random.Next(6),
                random.NextDouble() * 3, (SpanStatusCode)random.Next(3), (ulong)random.Next(5)))];
            count += spans.Length;
            generator.Observe(SpanBatches.Of(spans));
            if (random.Next(3) == 0)
            {
                await StepAsync(generator);
            }
        }

        await StepAsync(generator);
        Assert.Equal(count, Sum("traces_spanmetrics_calls_total{"));
        Assert.Equal(count, Sum("traces_spanmetrics_latency_count{"));
        Assert.Equal(count, Sum("traces_spanmetrics_latency_bucket{le=\"+Inf\""));

        double Sum(string prefix) => _store.Values.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(pair => pair.Value);
    }

    [Fact]
    public void Counting_spans_of_known_label_sets_allocates_nothing()
    {
        SpanMetricsGenerator generator = Create();
        SpanBatch batch = SpanBatches.Of(
            Span("a", "x", 1), Span("a", "out", 2, 1, SpanKind.Client, attributes: ("peer.service", "b")), Span("b", "in", 3, 2, SpanKind.Server),
            Span("a", "query", 4, 1, SpanKind.Client, attributes: ("db.system", "pg")));
        Assert.Equal(0, Allocations.PerCall(() => generator.Observe(batch)));
    }

    private SpanMetricsGenerator Create(SpanMetricsOptions? options = null) =>
        new((options ?? new SpanMetricsOptions()) with { TimeProvider = _time }, _store);

    private async Task StepAsync(SpanMetricsGenerator generator)
    {
        _time.Advance(s_step);
        await generator.RunOnceAsync(CancellationToken.None);
    }

    private Span Span(
        string service, string name, ulong id, ulong parent = 0, SpanKind kind = SpanKind.Internal, double seconds = 0.003,
        SpanStatusCode status = SpanStatusCode.Unset, ulong trace = 1, params (string Key, string Value)[] attributes) =>
        SpanBatches.Span(service, name, id, parent, kind, seconds, NowNs - 1_000_000_000, status, trace, attributes);
}
