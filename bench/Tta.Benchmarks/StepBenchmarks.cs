using System.Diagnostics;
using BenchmarkDotNet.Attributes;
using Tta.Primitives;

namespace Tta.Benchmarks;

/// <summary>What a step costs beside the bare call, and beside a bare span with the same attributes.</summary>
[MemoryDiagnoser]
public class StepBenchmarks : IDisposable
{
    private static readonly ActivitySource s_source = new("Tta.Bare");
    private static readonly KeyValuePair<string, object?>[] s_attributes =
        [new("gen_ai.operation.name", "invoke_workflow"), new("gen_ai.workflow.name", "Step")];

    private static readonly Func<int, int> s_work = static x => x + 1;
    private readonly WorkflowContext _context = new();
    private readonly Primitive<int, int> _step = Workflow.Step("Step", s_work);
    private readonly IPrimitive<int, int> _tenSteps = TenSteps();
    private Listening? _listening;

    /// <summary>False: nobody listens. True: every span is recorded and every instrument is read.</summary>
    [Params(false, true)]
    public bool Observed { get; set; }

    [GlobalSetup]
    public void Listen() => _listening = Observed ? new Listening() : null;

    [GlobalCleanup]
    public void Dispose()
    {
        _listening?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, Description = "bare async call")]
    public ValueTask<int> Bare() => BareAsync(1);

    [Benchmark(Description = "bare async call in a bare span")]
    public ValueTask<int> BareSpan() => BareSpanAsync(1);

    [Benchmark(Description = "one step")]
    public ValueTask<int> Step() => _step.ExecuteAsync(1, _context);

    [Benchmark(Description = "one step, context of its own")]
    public ValueTask<int> StepWithContext() => _step.ExecuteAsync(1, new WorkflowContext());

    [Benchmark(Description = "ten steps composed")]
    public ValueTask<int> TenComposed() => _tenSteps.ExecuteAsync(1, _context);

    private static async ValueTask<int> BareAsync(int x)
    {
        await ValueTask.CompletedTask;
        return s_work(x);
    }

    private static async ValueTask<int> BareSpanAsync(int x)
    {
        ExecutionContext caller = ExecutionContext.Capture()!;
        Activity? span = s_source.StartActivity("primitive.Step", ActivityKind.Internal, default(ActivityContext), s_attributes);
        span?.AddTag("primitive.name", "Step").AddTag("primitive.type", "LambdaPrimitive").AddTag("workflow.id", "id")
            .AddTag("workflow.name", "Step").AddTag("correlation.id", "id");
        await ValueTask.CompletedTask;
        ExecutionContext.Restore(caller);
        span?.Stop();
        return s_work(x);
    }

    private static IPrimitive<int, int> TenSteps()
    {
        IPrimitive<int, int> chain = Workflow.Step("Step", s_work);
        for (int i = 1; i < 10; i++)
        {
            chain >>= s_work;
        }

        return chain;
    }
}
