using System.Diagnostics;
using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Polly;
using Tta.Primitives;

namespace Tta.Benchmarks;

/// <summary>What a step costs beside the bare call, and a resilient step beside Polly's own pipeline.</summary>
[MemoryDiagnoser]
public class StepBenchmarks : IDisposable
{
    private static readonly Func<int, int> s_work = static x => x + 1;
    private readonly WorkflowContext _context = new();
    private readonly Primitive<int, int> _step = Workflow.Step("Step", s_work);
    private readonly IPrimitive<int, int> _tenSteps = TenSteps();
    private readonly Primitive<int, int> _retried = Workflow.Step("Step", s_work).WithRetry();
    private readonly Primitive<int, int> _timed = Workflow.Step("Step", s_work).WithTimeout(TimeSpan.FromSeconds(10));
    private readonly ResiliencePipeline _pollyRetry = new ResiliencePipelineBuilder().AddRetry(new()).Build();
    private readonly ResiliencePipeline _pollyTimeout = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromSeconds(10)).Build();
    private ActivityListener? _traces;
    private MeterListener? _metrics;

    /// <summary>False: nobody listens. True: every span is recorded and every instrument is read.</summary>
    [Params(false, true)]
    public bool Observed { get; set; }

    [GlobalSetup]
    public void Listen()
    {
        if (!Observed)
        {
            return;
        }

        _traces = new ActivityListener
        {
            ShouldListenTo = static source => source.Name.StartsWith("Tta.", StringComparison.Ordinal),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(_traces);
        _metrics = new MeterListener
        {
            InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Meter.Name.StartsWith("Tta.", StringComparison.Ordinal))
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _metrics.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        _metrics.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        _metrics.Start();
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(Baseline = true, Description = "bare async call")]
    public ValueTask<int> Bare() => BareAsync(1);

    [Benchmark(Description = "one step")]
    public ValueTask<int> Step() => _step.ExecuteAsync(1, _context);

    [Benchmark(Description = "ten steps composed")]
    public ValueTask<int> TenComposed() => _tenSteps.ExecuteAsync(1, _context);

    [Benchmark(Description = "step with retry")]
    public ValueTask<int> Retried() => _retried.ExecuteAsync(1, _context);

    [Benchmark(Description = "Polly retry pipeline")]
    public ValueTask<int> PollyRetry() => _pollyRetry.ExecuteAsync(static (x, _) => BareAsync(x), 1);

    [Benchmark(Description = "step with timeout")]
    public ValueTask<int> Timed() => _timed.ExecuteAsync(1, _context);

    [Benchmark(Description = "Polly timeout pipeline")]
    public ValueTask<int> PollyTimeout() => _pollyTimeout.ExecuteAsync(static (x, _) => BareAsync(x), 1);

    private static async ValueTask<int> BareAsync(int x)
    {
        await ValueTask.CompletedTask;
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
