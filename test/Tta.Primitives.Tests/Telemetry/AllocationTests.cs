using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tta.Primitives.Tests.Recording;
using Tta.TestKit;

namespace Tta.Primitives.Tests.Telemetry;

/// <summary>A step that completes at once costs nothing unless somebody looks.</summary>
public sealed class AllocationTests
{
    private readonly WorkflowContext _context = new() { WorkflowName = "w", SessionId = "s" };

    public static TheoryData<string, Primitive<int, int>> Primitives()
    {
        CachePrimitive<int, int> cache = Steps.Increment.WithCache(static _ => "key");
        return new()
        {
            { "step", Steps.Increment },
            { "workflow", Steps.Increment.Named("w") },
            { "chain", Steps.Increment >> Steps.Increment >> Steps.Increment >> Steps.Increment },
            { "retry", Steps.Increment.WithRetry() },
            { "timeout", Steps.Increment.WithTimeout(TimeSpan.FromHours(1)) },
            { "timeout of a chain", (Steps.Increment >> Steps.Increment).WithTimeout(TimeSpan.FromHours(1)) },
            { "bulkhead", Steps.Increment.WithBulkhead(2) },
            { "rate limit", Steps.Increment.WithRateLimit(1_000_000_000, TimeSpan.FromSeconds(1)) },
            { "fallback", Steps.Increment.WithFallback(Steps.Increment) },
            { "hedging", Steps.Increment.WithHedging() },
            { "cache hit", cache },
            { "router", Workflow.Route(static (int _) => "a", [("a", Steps.Increment)]) },
        };
    }

    [Theory]
    [MemberData(nameof(Primitives))]
    public void Nothing_is_allocated_when_nobody_listens(string what, Primitive<int, int> primitive)
    {
        double bytes = Allocations.PerCall(() => Run(primitive));
        Assert.True(bytes == 0, $"{what}: {bytes} B");
    }

    [Fact]
    public void A_timeout_makes_a_step_that_takes_its_token_a_token_and_nothing_else()
    {
        Primitive<int, int> step = Workflow.Step("Step", static (int n, CancellationToken _) => Task.FromResult(n & 1)).WithTimeout(TimeSpan.FromHours(1));
        double source = Allocations.PerCall(static () => new CancellationTokenSource().Dispose());
        Assert.Equal(source, Allocations.PerCall(() => Run(step)));
    }

    [Fact]
    public void Metrics_alone_allocate_nothing_per_step()
    {
        using MeterListener metrics = ReadMetrics();
        Assert.Equal(0, InsideWorkflow(context => Allocations.PerCall(() => Run(Steps.Increment, context))));
    }

    [Fact]
    public void A_traced_and_measured_step_of_a_workflow_stays_within_its_budget()
    {
        using MeterListener metrics = ReadMetrics();
        using ActivityListener spans = RecordSpans();
        double bytes = InsideWorkflow(context => Allocations.PerCall(() => Run(Steps.Increment, context)));
        Assert.InRange(bytes, 1, 700);
    }

    [Fact]
    public void A_traced_and_measured_step_alone_costs_little_more_than_its_span()
    {
        using MeterListener metrics = ReadMetrics();
        using ActivityListener spans = RecordSpans();
        using var source = new ActivitySource(TtaPrimitivesTelemetry.ActivitySourceName);

        // The runtime's price of one span in a trace of its own, current while the step runs, with the attributes that a step has.
        double span = Allocations.PerCall(() => RunInSpanAsync(source).AsTask().GetAwaiter().GetResult());
        double step = Allocations.PerCall(() => Run(Steps.Increment));
        Assert.InRange(step, span, span + 200);
    }

    private static async ValueTask RunInSpanAsync(ActivitySource source)
    {
        ExecutionContext caller = ExecutionContext.Capture()!;
        Activity span = source.StartActivity("span")!;
        for (int i = 0; i < 8; i++)
        {
            span.AddTag("key", "value");
        }

        await ValueTask.CompletedTask;
        ExecutionContext.Restore(caller);
        span.Stop();
    }

    private static MeterListener ReadMetrics()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TtaPrimitivesTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.Start();
        return listener;
    }

    private static ActivityListener RecordSpans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == TtaPrimitivesTelemetry.ActivitySourceName,
            Sample = static (ref _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private double InsideWorkflow(Func<WorkflowContext, double> measure)
    {
        double result = 0;
        Primitive<int, int> outer = Workflow.Step("Outer", (int n, WorkflowContext context, CancellationToken _) =>
        {
            result = measure(context);
            return new ValueTask<int>(n);
        });
        Run(outer);
        return result;
    }

    private void Run(Primitive<int, int> primitive) => Run(primitive, _context);

    private static void Run(Primitive<int, int> primitive, WorkflowContext context)
    {
        ValueTask<int> result = primitive.ExecuteAsync(1, context);
        if (!result.IsCompletedSuccessfully)
        {
            throw new InvalidOperationException("the step did not complete at once");
        }

        _ = result.Result;
    }
}
