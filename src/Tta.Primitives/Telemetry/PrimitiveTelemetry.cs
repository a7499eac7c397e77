using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tta.Primitives;

/// <summary>The activity source, the meter and every instrument of the library.</summary>
internal static class PrimitiveTelemetry
{
    private static readonly InstrumentAdvice<double> s_durationBounds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    };

    public static readonly ActivitySource Source =
        new(new ActivitySourceOptions(TtaPrimitivesTelemetry.ActivitySourceName) { Version = TtaPrimitivesTelemetry.Version });

    public static readonly Meter Meter =
        new(new MeterOptions(TtaPrimitivesTelemetry.MeterName) { Version = TtaPrimitivesTelemetry.Version });

    public static readonly Histogram<double> ExecutionDuration =
        Duration("primitive.execution.duration", "Time that one execution of a primitive took.");

    public static readonly Counter<long> Executions =
        Counter("primitive.executions", "{execution}", "Executions of primitives.");

    public static readonly Counter<long> ExecutionErrors =
        Counter("primitive.execution.errors", "{error}", "Executions of primitives that failed.");

    public static readonly Counter<long> WorkflowExecutions =
        Counter("workflow.executions", "{execution}", "Executions of whole workflows.");

    public static readonly Histogram<double> WorkflowDuration =
        Duration("workflow.execution.duration", "Time that one execution of a whole workflow took.");

    public static readonly UpDownCounter<long> ActiveWorkflows =
        Meter.CreateUpDownCounter<long>("workflow.active_requests", "{request}", "Workflows that run now.");

    public static readonly Counter<long> RetryAttempts =
        Counter("retry.attempts", "{attempt}", "Attempts made by retries, the first included.");

    public static readonly Counter<long> RetryExhausted =
        Counter("retry.exhausted", "{execution}", "Retries that gave up.");

    public static readonly Histogram<double> RetryBackoff =
        Duration("retry.backoff", "Time waited before a further attempt.");

    public static readonly Histogram<long> RetrySuccessAfterAttempts = Meter.CreateHistogram(
        "retry.success_after_attempts",
        "{attempt}",
        "Attempts that a successful execution needed.",
        tags: null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 3, 4, 5, 7, 10, 15, 20] });

    public static readonly Counter<long> FallbackActivations =
        Counter("fallback.activations", "{activation}", "Executions that had to use a fallback.");

    public static readonly Counter<long> TimeoutExceeded =
        Counter("timeout.exceeded", "{execution}", "Executions ended by a timeout.");

    public static readonly Counter<long> RouterDecisions =
        Counter("router.decisions", "{decision}", "Decisions of routers, by route.");

    public static readonly Counter<long> PersonaSwitches =
        Counter("persona.switches", "{switch}", "Changes of persona inside workflows.");

    public static readonly Counter<long> CacheHits =
        Counter("cache.hits", "{lookup}", "Lookups answered from a cache.");

    public static readonly Counter<long> CacheMisses =
        Counter("cache.misses", "{lookup}", "Lookups that a cache could not answer.");

    public static readonly Counter<long> CacheExpirations =
        Counter("cache.expirations", "{entry}", "Cache entries dropped for their age.");

    public static readonly Counter<long> CacheEvictions =
        Counter("cache.evictions", "{entry}", "Cache entries dropped to make room.");

    public static readonly Histogram<double> QueueWait =
        Duration("queue.wait", "Time that executions waited for their turn at a rate limit or bulkhead; 0 when they did not.");

    public static readonly Counter<long> QueueRefusals =
        Counter("queue.refusals", "{execution}", "Executions that a rate limit or bulkhead refused.");

    public static readonly Counter<long> AdaptiveExecutions =
        Counter("adaptive.executions", "{execution}", "Executions of what learns, by the strategy that ran.");

    public static readonly Counter<long> AdaptiveChanges =
        Counter("adaptive.changes", "{change}", "Steps in learning: proposed, validated, rejected, put aside.");

    public static readonly Counter<double> CacheSavings =
        Meter.CreateCounter<double>("cache.savings.usd", null, "Cost of the work that hits of a cache spared, US dollars.");

    public static readonly Counter<double> RouterSavings =
        Meter.CreateCounter<double>("router.savings.usd", null, "Cost that the chosen route spared against the dearest one, US dollars.");

    public static readonly Counter<long> CompensationRuns =
        Counter("compensation.runs", "{run}", "Steps undone by sagas.");

    /// <summary>Whether anything at all looks at the executions. False is the fast path of every primitive.</summary>
    public static bool IsObserved =>
        Source.HasListeners() || ExecutionDuration.Enabled || Executions.Enabled || ExecutionErrors.Enabled || TtaLogging.IsActive;

    /// <summary>Whether an execution in this context makes it the current one: to be observed, or so that a persona's policy can be asked.</summary>
    public static bool IsObservedIn(WorkflowContext context) => IsObserved || context.PersonaPolicy is not null;

    private static Histogram<double> Duration(string name, string description) =>
        Meter.CreateHistogram(name, "s", description, tags: null, s_durationBounds);

    private static Counter<long> Counter(string name, string unit, string description) =>
        Meter.CreateCounter<long>(name, unit, description);
}
