using Tta.Agent.Sampling;
using Tta.Agent.Tests.SpanMetrics;
using Tta.Model;
using Tta.TestKit;

namespace Tta.Agent.Tests.Sampling;

public sealed class TailSamplerTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly SpanBatch _out = new();

    [Fact]
    public void A_trace_is_gathered_until_its_time_has_come()
    {
        TailSampler sampler = Create(Errors());
        sampler.Add(SpanBatches.Of(Span(1, 1)));
        _time.Advance(TimeSpan.FromSeconds(29));
        sampler.Add(SpanBatches.Of(Span(1, 2, SpanStatusCode.Error)));
        Assert.Equal(0, sampler.Decide(_out));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2, sampler.Decide(_out));
        Assert.Equal([1UL, 2UL], Kept(1));
        Assert.Equal((0, 0L, 1L, 0L), (sampler.Status.WaitingTraces, sampler.Status.WaitingBytes, sampler.Status.KeptTraces, sampler.Status.DroppedTraces));
        Assert.Equal(1, sampler.KeptBy(0));
    }

    [Fact]
    public void Spans_keep_everything_they_had()
    {
        TailSampler sampler = Create(new NamedPolicy("all", new AlwaysPolicy()));
        Span sent = SpanBatches.Span("shop", "buy", 5, 4, SpanKind.Client, attributes: [("a", "b")]);
        sampler.Add(SpanBatches.Of(sent, SpanBatches.Span("web", "GET", 4, kind: SpanKind.Server)));
        sampler.Decide(_out, all: true);
        Span kept = Enumerable.Range(0, _out.Spans.Count).Select(_out.Read).Single(span => span.SpanId.Value == 5);
        Assert.Equal(("shop", "buy", "lib", "b", 4UL), (kept.Resource.ServiceName, kept.Name, kept.Scope.Name, kept.Attributes[0].Value.ToText(), kept.ParentSpanId.Value));
        SpanBatch.SpanRow row = _out.Spans.Rows.ToArray().Single(each => each.SpanId.Value == 5);
        Assert.Equal("buy", _out.Arena.GetString(row.Name));
        Assert.Equal("shop", _out.Arena.GetString(_out.Resources[_out.Scopes[row.ScopeIndex].ResourceIndex].ServiceName));
    }

    [Fact]
    public void Late_spans_share_the_fate_of_their_trace()
    {
        TailSampler sampler = Create(Errors());
        sampler.Add(SpanBatches.Of(Span(1, 1, SpanStatusCode.Error), Span(2, 1)));
        sampler.Decide(_out, all: true);
        sampler.Add(SpanBatches.Of(Span(1, 2), Span(2, 2, SpanStatusCode.Error)));
        Assert.Equal(1, sampler.Decide(_out));
        Assert.Equal([1UL, 2UL], Kept(1));
        Assert.Empty(Kept(2));
        Assert.Equal(2, sampler.Status.LateSpans);
    }

    [Fact]
    public void Drop_beats_keep()
    {
        TailSampler sampler = Create(
            new NamedPolicy("all", new AlwaysPolicy()), new NamedPolicy("health", new DropPolicy(new StringAttributePolicy("path", ["/health"]))));
        sampler.Add(SpanBatches.Of(SpanBatches.Span("a", "x", 1, trace: 1, attributes: [("path", "/health")]), SpanBatches.Span("a", "x", 2, trace: 2, attributes: [("path", "/")])));
        sampler.Decide(_out, all: true);
        Assert.Empty(Kept(1));
        Assert.Equal([2UL], Kept(2));
    }

    [Fact]
    public void A_root_may_shorten_the_wait()
    {
        TailSampler sampler = Create(new TailSamplerOptions { Policies = [new NamedPolicy("all", new AlwaysPolicy())], DecisionWaitAfterRoot = TimeSpan.FromSeconds(5) });
        sampler.Add(SpanBatches.Of(SpanBatches.Span("a", "child", 2, parent: 1)));
        _time.Advance(TimeSpan.FromSeconds(10));
        sampler.Add(SpanBatches.Of(SpanBatches.Span("a", "root", 1)));
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(2, sampler.Decide(_out));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(0, sampler.Decide(_out));
        Assert.Equal(1, sampler.Status.KeptTraces);
    }

    [Theory]
    [InlineData(10, 1L << 40)]
    [InlineData(100_000, 20 * GatheredTrace.OverheadBytes)]
    public void Limits_decide_the_oldest_early(int maxTraces, long maxBytes)
    {
        TailSampler sampler = Create(new TailSamplerOptions { Policies = [Errors()], MaxTraces = maxTraces, MaxBytes = maxBytes });
        for (ulong trace = 1; trace <= 100; trace++)
        {
            sampler.Add(SpanBatches.Of(Span(trace, 1, trace % 2 == 0 ? SpanStatusCode.Error : SpanStatusCode.Unset)));
            Assert.True(sampler.Status.WaitingTraces <= maxTraces);
            Assert.True(sampler.Status.WaitingBytes <= maxBytes);
        }

        Assert.True(sampler.Status.EarlyTraces is >= 80 and < 100);
        sampler.Decide(_out, all: true);
        Assert.Equal(Enumerable.Range(1, 50).Select(i => (ulong)i * 2), _out.Spans.Rows.ToArray().Select(row => row.TraceId.Low).Order());
    }

    [Fact]
    public void Forgotten_decisions_are_made_again()
    {
        TailSampler sampler = Create(new TailSamplerOptions { Policies = [Errors()], MaxDecisions = 1 });
        sampler.Add(SpanBatches.Of(Span(1, 1, SpanStatusCode.Error)));
        sampler.Decide(_out, all: true);
        sampler.Add(SpanBatches.Of(Span(2, 1)));
        sampler.Decide(_out, all: true);
        sampler.Add(SpanBatches.Of(Span(1, 2)));
        Assert.Equal(0, sampler.Decide(_out, all: true));
        Assert.Equal([1UL], Kept(1));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whole_traces_are_kept_or_dropped_in_any_order_and_batches(int seed)
    {
        var random = new Random(seed);
        var spans = new List<Span>();
        for (ulong trace = 1; trace <= 60; trace++)
        {
            for (int i = random.Next(1, 8); i > 0; i--)
            {
                spans.Add(Span(trace, (ulong)i, random.Next(6) == 0 ? SpanStatusCode.Error : SpanStatusCode.Unset));
            }
        }

        HashSet<ulong> failed = [.. spans.Where(span => span.Status == SpanStatusCode.Error).Select(span => span.TraceId.Low)];
        Span[] shuffled = [.. spans];
        random.Shuffle(shuffled);
        TailSampler sampler = Create(Errors());
        foreach (Span[] part in shuffled.Chunk(11))
        {
            sampler.Add(SpanBatches.Of(part));
            _time.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
            sampler.Decide(_out);
        }

        _time.Advance(TimeSpan.FromSeconds(30));
        sampler.Decide(_out);
        Assert.Equal(
            spans.Where(span => failed.Contains(span.TraceId.Low)).Select(span => (span.TraceId.Low, span.SpanId.Value)).Order(),
            _out.Spans.Rows.ToArray().Select(row => (row.TraceId.Low, row.SpanId.Value)).Order());
        Assert.Equal((0, 0L, 0L), (sampler.Status.WaitingTraces, sampler.Status.WaitingBytes, sampler.Status.LateSpans));
    }

    private TailSampler Create(params NamedPolicy[] policies) => Create(new TailSamplerOptions { Policies = policies });

    private TailSampler Create(TailSamplerOptions options) => new(options with { TimeProvider = _time });

    private static NamedPolicy Errors() => new("errors", new StatusPolicy(SpanStatusCode.Error));

    private IEnumerable<ulong> Kept(ulong trace) => _out.Spans.Rows.ToArray().Where(row => row.TraceId.Low == trace).Select(row => row.SpanId.Value);

    private static Span Span(ulong trace, ulong id, SpanStatusCode status = SpanStatusCode.Unset) =>
        SpanBatches.Span("shop", "op", id, parent: 99, status: status, trace: trace);
}
