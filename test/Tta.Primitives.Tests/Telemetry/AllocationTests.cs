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
            { "fallback", Steps.Increment.WithFallback(Steps.Increment) },
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
    public void Metrics_alone_allocate_nothing_per_step()
    {
        using var listener = new System.Diagnostics.Metrics.MeterListener
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
        Assert.Equal(0, InsideWorkflow(context => Allocations.PerCall(() => Run(Steps.Increment, context))));
    }

    [Fact]
    public void A_traced_and_measured_step_stays_within_its_budget()
    {
        using var metrics = new System.Diagnostics.Metrics.MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name == TtaPrimitivesTelemetry.MeterName)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        metrics.Start();
        using var spans = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = static source => source.Name == TtaPrimitivesTelemetry.ActivitySourceName,
            Sample = static (ref _) => System.Diagnostics.ActivitySamplingResult.AllDataAndRecorded,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(spans);
        double bytes = InsideWorkflow(context => Allocations.PerCall(() => Run(Steps.Increment, context)));
        Assert.InRange(bytes, 1, 700);
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
