using Tta.Agent.Sampling;
using Tta.Agent.Tests.SpanMetrics;
using Tta.Model;

namespace Tta.Agent.Tests.Sampling;

public sealed class PolicyTests
{
    private const long Second = 1_000_000_000;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 25)]
    [InlineData(0.5, 50)]
    [InlineData(1, 100)]
    public void A_head_sampler_keeps_its_share_of_evenly_spread_ids(double ratio, int expected)
    {
        var sampler = new HeadSampler(ratio);
        int kept = 0;
        for (ulong i = 0; i < 100; i++)
        {
            kept += sampler.Keeps(new TraceId(ulong.MaxValue, 0xff00_0000_0000_0000 | (i * ((1UL << 56) / 100)) + 1)) ? 1 : 0;
        }

        Assert.InRange(kept, expected - 1, expected + 1);
    }

    [Fact]
    public void A_trace_kept_at_a_ratio_is_kept_at_every_higher_one()
    {
        var random = new Random(7);
        HeadSampler[] samplers = [new(0.01), new(0.1), new(0.5), new(0.9), new(1)];
        for (int i = 0; i < 2_000; i++)
        {
            var id = new TraceId((ulong)random.NextInt64(), (ulong)random.NextInt64());
            bool[] kept = [.. samplers.Select(sampler => sampler.Keeps(id))];
            Assert.Equal(kept.Order(), kept);
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_share_outside_of_0_to_1_is_refused(double ratio) => Assert.Throws<ArgumentOutOfRangeException>(() => new HeadSampler(ratio));

    [Fact]
    public void Latency_is_that_of_the_whole_trace()
    {
        GatheredTrace trace = Trace(Span(1, startNs: 5 * Second, seconds: 1), Span(2, startNs: 7 * Second, seconds: 1));
        Assert.True(Keeps(new LatencyPolicy(TimeSpan.FromSeconds(3)), trace));
        Assert.False(Keeps(new LatencyPolicy(TimeSpan.FromSeconds(3.1)), trace));
        Assert.True(Keeps(new LatencyPolicy(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3)), trace));
        Assert.False(Keeps(new LatencyPolicy(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)), trace));
    }

    [Fact]
    public void Outcomes_attributes_and_counts_decide()
    {
        GatheredTrace trace = Trace(
            Span(1), Span(2, status: SpanStatusCode.Error, attributes: [new("http.target", AnyValue.From("/buy/7")), new("tries", AnyValue.From(3)), new("slow", AnyValue.From(true)), new("load", AnyValue.From(0.5))]));
        Assert.True(Keeps(new AlwaysPolicy(), trace));
        Assert.True(Keeps(new StatusPolicy(SpanStatusCode.Error), trace));
        Assert.False(Keeps(new StatusPolicy(SpanStatusCode.Ok), trace));
        Assert.True(Keeps(new StringAttributePolicy("http.target", ["/x", "/buy/7"]), trace));
        Assert.False(Keeps(new StringAttributePolicy("http.target", ["/buy"]), trace));
        Assert.True(Keeps(new StringAttributePolicy("http.target", ["^/buy"], areRegexes: true), trace));
        Assert.False(Keeps(new StringAttributePolicy("http.target", ["^/buy"], areRegexes: true, invert: true), trace));
        Assert.True(Keeps(new StringAttributePolicy("service.name", ["shop"]), trace));
        Assert.True(Keeps(new StringAttributePolicy("absent", ["x"], invert: true), trace));
        Assert.True(Keeps(new NumericAttributePolicy("tries", 3, 5), trace));
        Assert.True(Keeps(new NumericAttributePolicy("load", 0.4, 0.6), trace));
        Assert.False(Keeps(new NumericAttributePolicy("tries", 4, 5), trace));
        Assert.True(Keeps(new BooleanAttributePolicy("slow", true), trace));
        Assert.False(Keeps(new BooleanAttributePolicy("slow", false), trace));
        Assert.True(Keeps(new SpanCountPolicy(2), trace));
        Assert.False(Keeps(new SpanCountPolicy(3), trace));
        Assert.False(Keeps(new SpanCountPolicy(1, 1), trace));
    }

    [Fact]
    public void The_trace_state_is_read_member_by_member()
    {
        GatheredTrace trace = Trace(Span(1, traceState: "a=1, vendor=keep,b=2"));
        Assert.True(Keeps(new TraceStatePolicy("vendor", ["keep"]), trace));
        Assert.False(Keeps(new TraceStatePolicy("vendor", ["kee"]), trace));
        Assert.False(Keeps(new TraceStatePolicy("end", ["keep"]), trace));
    }

    [Fact]
    public void Policies_combine()
    {
        GatheredTrace trace = Trace(Span(1));
        SamplingPolicy yes = new AlwaysPolicy();
        SamplingPolicy no = new NotPolicy(yes);
        Assert.False(Keeps(no, trace));
        Assert.True(Keeps(new AndPolicy(yes, yes), trace));
        Assert.False(Keeps(new AndPolicy(yes, no), trace));
        Assert.False(Keeps(new AndPolicy(), trace));
        Assert.True(Keeps(new OrPolicy(no, yes), trace));
        Assert.False(Keeps(new OrPolicy(no, no), trace));
        Assert.Equal(SamplingVerdict.Drop, new DropPolicy(yes).Judge(trace, 0));
        Assert.Equal(SamplingVerdict.None, new DropPolicy(yes, no).Judge(trace, 0));
    }

    [Fact]
    public void A_rate_limit_is_a_budget_that_fills_up_again()
    {
        GatheredTrace three = Trace(Span(1), Span(2), Span(3));
        var policy = new RateLimitPolicy(perSecond: 4, burst: 6);
        Assert.Equal([true, true, false], new[] { 0L, 0, 0 }.Select(nowMs => Keeps(policy, three, nowMs)));
        Assert.False(Keeps(policy, three, 500)); // Two of three tokens.
        Assert.True(Keeps(policy, three, 750));
        Assert.False(Keeps(policy, three, 1_000));
        Assert.True(Keeps(policy, three, 3_600_000));
        Assert.True(Keeps(policy, three, 3_600_000));
        Assert.False(Keeps(policy, three, 3_600_000)); // What is saved up is bounded.
        Assert.False(Keeps(new RateLimitPolicy(perSecond: three.MessageBytes - 1, countsBytes: true), three));
        Assert.True(Keeps(new RateLimitPolicy(perSecond: three.MessageBytes, countsBytes: true), three));
    }

    [Fact]
    public void A_composite_divides_each_second_among_its_policies()
    {
        GatheredTrace failed = Trace(Span(1, status: SpanStatusCode.Error), Span(2));
        GatheredTrace good = Trace(Span(1), Span(2));
        var policy = new CompositePolicy(
            spansPerSecond: 10, new CompositeShare(new StatusPolicy(SpanStatusCode.Error), 0.6), new CompositeShare(new AlwaysPolicy(), 0.4));
        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => Keeps(policy, failed, 5_100)));
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => Keeps(policy, good, 5_900)));
        Assert.True(Keeps(policy, failed, 6_000));
    }

    [Fact]
    public void A_salt_chooses_other_traces_but_as_many()
    {
        var random = new Random(11);
        var plain = new ProbabilisticPolicy(0.3);
        var salted = new ProbabilisticPolicy(0.3, "pepper");
        var head = new HeadSampler(0.3);
        int keptSalted = 0;
        int both = 0;
        for (int i = 0; i < 4_000; i++)
        {
            GatheredTrace trace = Trace(Span(1, trace: new TraceId(1, (ulong)random.NextInt64() | 1)));
            Assert.Equal(head.Keeps(trace.TraceId), Keeps(plain, trace));
            bool isKept = Keeps(salted, trace);
            keptSalted += isKept ? 1 : 0;
            both += isKept && Keeps(plain, trace) ? 1 : 0;
        }

        Assert.InRange(keptSalted, 1_050, 1_350);
        Assert.InRange(both, 270, 450);
    }

    private static bool Keeps(SamplingPolicy policy, GatheredTrace trace, long nowMs = 0) => policy.Judge(trace, nowMs) == SamplingVerdict.Keep;

    private static GatheredTrace Trace(params Span[] spans)
    {
        var trace = new GatheredTrace();
        SpanBatch batch = SpanBatches.Of(spans);
        trace.Begin(spans[0].TraceId);
        for (int i = 0; i < batch.Spans.Count; i++)
        {
            trace.Add(batch, i);
        }

        return trace;
    }

    private static Span Span(
        ulong id, long startNs = Second, double seconds = 0.1, SpanStatusCode status = SpanStatusCode.Unset, string traceState = "", TraceId trace = default,
        params KeyValue[] attributes) => new()
    {
        TraceId = trace.IsValid ? trace : new TraceId(1, 1),
        SpanId = new SpanId(id),
        Name = "op",
        TraceState = traceState,
        Status = status,
        StartNs = startNs,
        EndNs = startNs + (long)(seconds * Second),
        Attributes = attributes,
        Resource = new Resource([new("service.name", AnyValue.From("shop"))]),
        Scope = new Scope("lib", "1", []),
    };
}
