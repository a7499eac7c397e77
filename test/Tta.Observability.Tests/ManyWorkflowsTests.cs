using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using Tta.Observability.Tests.Fakes;
using Tta.Primitives;

namespace Tta.Observability.Tests;

/// <summary>Ten thousand workflows at once, most of them with failures, and a collector behind a real socket. The source of spans is one per process.</summary>
[Collection(nameof(Alone))]
public sealed class ManyWorkflowsTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task Every_span_arrives_and_nothing_of_a_workflow_is_kept()
    {
        const int WorkflowCount = 10_000;
        using var ended = new SpanIds();
        await using var collector = new FakeReceiver();
        await using ObservedProgram program = Program(collector, queueSize: 500_000);

        WeakReference[] contexts = await RunAllAsync(WorkflowCount);

        Assert.True(await program.Session.FlushAsync(s_patience));
        (string TraceId, string SpanId, string ParentId)[] arrived = Arrived(collector);
        Assert.Equal(arrived.Length, arrived.Select(span => span.SpanId).Distinct().Count());
        Assert.Equal(ended.Count, arrived.Length);
        Assert.Equal(ended.Ids, [.. arrived.Select(span => span.SpanId)]);
        AssertTrees(arrived, WorkflowCount);
        Assert.Equal((arrived.Length, 0), (program.Session.Counters.SentCount(ExportSignal.Traces), Dropped(program)));
        Assert.InRange(StillAlive(contexts), 0, WorkflowCount / 100);
    }

    [Fact]
    public async Task What_a_full_queue_could_not_take_is_counted_to_the_span()
    {
        using var ended = new SpanIds();
        await using var collector = new FakeReceiver();
        collector.Hold();
        await using ObservedProgram program = Program(collector, queueSize: 2_000);

        await RunAllAsync(1_000);

        collector.Release();
        Assert.True(await program.Session.FlushAsync(s_patience));
        int arrived = Arrived(collector).Length;
        Assert.Equal(ended.Count, arrived + Dropped(program));
        Assert.True(Dropped(program) > 0);
        Assert.Equal(arrived, program.Session.Counters.SentCount(ExportSignal.Traces));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference[]> RunAllAsync(int count)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Primitive<int, int> workflow = Failing(gate.Task);
        var contexts = new WeakReference[count];
        var running = new Task<string>[count];
        for (int n = 0; n < count; n++)
        {
            var context = new WorkflowContext();
            contexts[n] = new WeakReference(context.State);
            running[n] = OutcomeAsync(workflow, n, context);
        }

        gate.SetResult();
        string[] outcomes = await Task.WhenAll(running).WaitAsync(s_patience);
        Assert.Equal(Enumerable.Range(0, count).Select(n => n % 7 == 0 ? "failed" : n % 11 == 0 ? "cancelled" : "done"), outcomes);
        return contexts;
    }

    /// <summary>A retry that always needs a second attempt, a fallback that every third needs, parallel branches of which every seventh fails.</summary>
    private static Primitive<int, int> Failing(Task gate)
    {
        Primitive<int, int> flaky = Workflow.Step("Flaky", async (int n, WorkflowContext context, CancellationToken cancel) =>
        {
            await gate.WaitAsync(cancel);
            return context.State.Update("attempt", 0, static attempt => attempt + 1) == 1 ? throw new TimeoutException("not yet") : n;
        });
        Primitive<int, int> primary = Workflow.Step("Primary", (int n) => n % 3 == 0 ? throw new InvalidOperationException("third") : n);
        Primitive<int, int> left = Workflow.Step("Left", async (int n) =>
        {
            await Task.Yield();
            return n % 7 == 0 ? throw new InvalidOperationException("seventh") : n;
        });
        return (flaky.WithRetry(new RetryOptions { BaseDelay = TimeSpan.Zero })
            >> primary.WithFallback(Workflow.Step("Spare", (int n) => n))
            >> (left | Workflow.Step("Right", (int n) => n))
            >> (both => both.Item1 + both.Item2)).Named("many");
    }

    private static async Task<string> OutcomeAsync(Primitive<int, int> workflow, int n, WorkflowContext context)
    {
        using var cancellation = new CancellationTokenSource();
        ValueTask<int> running = workflow.ExecuteAsync(n, context, cancellation.Token);
        if (n % 11 == 0 && n % 7 != 0)
        {
            await cancellation.CancelAsync();
        }

        try
        {
            await running;
            return "done";
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            // Or what it failed with just then: nobody waits for another attempt.
            return "cancelled";
        }
        catch (InvalidOperationException)
        {
            return "failed";
        }
    }

    private static ObservedProgram Program(FakeReceiver collector, int queueSize) => new(
        options => options.OtlpEndpoint = collector.Address,
        ("OTEL_METRICS_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"), ("OTEL_BSP_MAX_QUEUE_SIZE", $"{queueSize}"),
        ("OTEL_BSP_EXPORT_TIMEOUT", "300000"), ("OTEL_EXPORTER_OTLP_TIMEOUT", "300000"));

    private static (string TraceId, string SpanId, string ParentId)[] Arrived(FakeReceiver collector) =>
        [.. collector.Requests.Where(request => request.Path == "/v1/traces").SelectMany(request => OtlpSpans.Read(request.Body))];

    private static long Dropped(ObservedProgram program) =>
        program.Session.Counters.DroppedCount(ExportSignal.Traces, ExportCounters.QueueFull)
        + program.Session.Counters.DroppedCount(ExportSignal.Traces, ExportCounters.ExportFailed);

    private static void AssertTrees((string TraceId, string SpanId, string ParentId)[] arrived, int count)
    {
        ILookup<string, (string TraceId, string SpanId, string ParentId)> traces = arrived.ToLookup(span => span.TraceId);
        Assert.Equal(count, traces.Count);
        foreach (IGrouping<string, (string TraceId, string SpanId, string ParentId)> trace in traces)
        {
            HashSet<string> ids = [.. trace.Select(span => span.SpanId)];
            Assert.Single(trace, span => span.ParentId.Length == 0);
            Assert.DoesNotContain(trace, span => span.ParentId.Length > 0 && !ids.Contains(span.ParentId));
        }
    }

    private static int StillAlive(WeakReference[] contexts)
    {
        // Collects fully before it answers.
        GC.GetTotalMemory(forceFullCollection: true);
        return contexts.Count(context => context.IsAlive);
    }

    /// <summary>The spans that the primitives ended, as another listener beside the telemetry sees them.</summary>
    private sealed class SpanIds : IDisposable
    {
        private readonly ConcurrentBag<string> _ids = [];
        private readonly ActivityListener _listener;

        public SpanIds()
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == TelemetryNames.Primitives,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = span => _ids.Add(span.SpanId.ToHexString()),
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public int Count => _ids.Count;

        public HashSet<string> Ids => [.. _ids];

        public void Dispose() => _listener.Dispose();
    }
}
