using System.Diagnostics;
using OpenTelemetry.Trace;
using Tta.Observability.Tests.Fakes;
using Tta.TestKit;

namespace Tta.Observability.Tests;

[Collection(nameof(Alone))]
public sealed class SamplingTests
{
    [Fact]
    public void A_rate_limit_keeps_a_burst_and_then_the_rate()
    {
        var time = new ManualTimeProvider();
        Sampler sampler = Build(new SamplingOptions { MaxTracesPerSecond = 5 }, time);

        Assert.Equal(5, Enumerable.Range(0, 100).Count(_ => IsKept(sampler)));
        time.Advance(TimeSpan.FromMilliseconds(400));
        Assert.Equal(2, Enumerable.Range(0, 100).Count(_ => IsKept(sampler)));
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(5, Enumerable.Range(0, 100).Count(_ => IsKept(sampler)));
    }

    [Fact]
    public void Less_than_one_trace_per_second_is_possible()
    {
        var time = new ManualTimeProvider();
        Sampler sampler = Build(new SamplingOptions { MaxTracesPerSecond = 0.1 }, time);

        int kept = 0;
        for (int second = 0; second < 100; second++)
        {
            kept += IsKept(sampler) ? 1 : 0;
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(10, kept);
    }

    [Fact]
    public void A_ratio_is_near_the_share_and_follows_the_parent()
    {
        Sampler sampler = Build(new SamplingOptions { Ratio = 0.25 }, TimeProvider.System);

        Assert.InRange(Enumerable.Range(0, 4_000).Count(_ => IsKept(sampler)), 800, 1_200);
        Assert.True(IsKept(sampler, Parent(ActivityTraceFlags.Recorded)));
        Assert.False(IsKept(sampler, Parent(ActivityTraceFlags.None)));
    }

    [Fact]
    public void Keeping_errors_records_what_is_dropped()
    {
        Sampler sampler = Build(new SamplingOptions { Ratio = 0, KeepErrors = true }, TimeProvider.System);
        var parameters = new SamplingParameters(default, ActivityTraceId.CreateRandom(), "s", ActivityKind.Internal, null, null);

        Assert.Equal(SamplingDecision.RecordOnly, sampler.ShouldSample(in parameters).Decision);
    }

    [Fact]
    public async Task A_dropped_trace_with_an_error_is_exported_whole_and_others_are_not()
    {
        await using var receiver = new FakeReceiver();
        await using ObservedProgram program = Program(receiver);

        using (program.Source.StartActivity("fine-root"))
        {
            program.Source.StartActivity("fine-child")!.Dispose();
        }

        using (program.Source.StartActivity("failing-root"))
        {
            program.Source.StartActivity("innocent-child")!.Dispose();
            using Activity child = program.Source.StartActivity("failing-child")!;
            child.SetStatus(ActivityStatusCode.Error, "no");
        }

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        ReceivedRequest traces = await receiver.WaitForAsync(request => request.Path == "/v1/traces");
        Assert.True(traces.Holds("failing-root") && traces.Holds("innocent-child") && traces.Holds("failing-child"));
        Assert.False(traces.Holds("fine-root") || traces.Holds("fine-child"));
        Assert.Equal(3, program.Session.Counters.SentCount(ExportSignal.Traces));
    }

    [Fact]
    public async Task A_span_that_starts_after_its_failed_root_is_kept_too()
    {
        await using var receiver = new FakeReceiver();
        await using ObservedProgram program = Program(receiver);

        Activity root = program.Source.StartActivity("root")!;
        root.SetStatus(ActivityStatusCode.Error);
        root.Stop();
        program.Source.StartActivity("late", ActivityKind.Internal, new ActivityContext(root.TraceId, root.SpanId, ActivityTraceFlags.None))!.Stop();

        Assert.True(await program.Session.FlushAsync(Patience.Long));
        Assert.Equal(2, program.Session.Counters.SentCount(ExportSignal.Traces));
    }

    [Fact]
    public void Held_spans_are_bounded_and_the_oldest_trace_gives_way()
    {
        using var source = new ActivitySource("held-" + Guid.NewGuid());
        using var listener = new ActivityListener { ShouldListenTo = candidate => candidate == source, Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData };
        ActivitySource.AddActivityListener(listener);
        using var counters = new ExportCounters();
        var exported = new List<string>();
        using var failed = new FailedTraces(new Collector(exported), counters, maxSpans: 4);

        Activity[] roots = [.. Enumerable.Range(0, 3).Select(i =>
        {
            Activity.Current = null;
            Activity root = Start($"root{i}");
            Activity child = Start($"child{i}");
            child.SetStatus(ActivityStatusCode.Error);
            End(child);
            return root;
        })];
        Array.ForEach(roots, End);

        Assert.Equal(["child1", "root1", "child2", "root2"], exported);
        Assert.Equal(1, counters.DroppedCount(ExportSignal.Traces, ExportCounters.QueueFull));

        Activity Start(string name)
        {
            Activity span = source.StartActivity(name)!;
            failed.OnStart(span);
            return span;
        }

        void End(Activity span)
        {
            span.Stop();
            failed.OnEnd(span);
        }
    }

    private static ObservedProgram Program(FakeReceiver receiver) => new(
        options =>
        {
            options.OtlpEndpoint = receiver.Address;
            options.Sampling.Ratio = 0;
            options.Sampling.KeepErrors = true;
        },
        ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));

    private static Sampler Build(SamplingOptions options, TimeProvider time) =>
        Sampling.Build(options, new EnvironmentSettings(new Dictionary<string, string>(), new ProblemLog(null, time)), time);

    private static bool IsKept(Sampler sampler, ActivityContext parent = default)
    {
        var parameters = new SamplingParameters(parent, parent == default ? ActivityTraceId.CreateRandom() : parent.TraceId, "s", ActivityKind.Internal, null, null);
        return sampler.ShouldSample(in parameters).Decision is SamplingDecision.RecordAndSample;
    }

    private static ActivityContext Parent(ActivityTraceFlags flags) => new(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), flags, isRemote: true);

    private sealed class Collector(List<string> names) : OpenTelemetry.BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data) => names.Add(data.DisplayName);
    }
}
