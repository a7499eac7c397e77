using System.Diagnostics;
using System.Diagnostics.Metrics;
using Tta.Primitives;

namespace Tta.Observability;

/// <summary>One stage of a workflow: work by a persona, then the gates its result must pass.</summary>
internal sealed class StagePrimitive<TIn, TOut>(string stage, string persona, IPrimitive<TIn, TOut> work, PersonaTracker personas, IReadOnlyList<QualityGate<TOut>> gates)
    : Primitive<TIn, TOut>(stage, "Stage")
{
    protected override IReadOnlyList<PrimitiveChild> Children => [PrimitiveChild.Of("as " + persona, work)];

    protected override async ValueTask<TOut> ExecuteCoreAsync(TIn input, WorkflowContext context, CancellationToken cancellationToken)
    {
        Activity? span = Activity.Current;
        span?.SetTag("stage.name", Name);
        span?.SetTag("stage.persona", persona);
        long startTimestamp = context.TimeProvider.GetTimestamp();
        using PersonaScope scope = personas.Enter(context, persona);
        try
        {
            TOut result = await work.ExecuteAsync(input, scope.Context, cancellationToken).ConfigureAwait(false);
            foreach (QualityGate<TOut> gate in gates)
            {
                await CheckAsync(gate, result, scope.Context, span, cancellationToken).ConfigureAwait(false);
            }

            return result;
        }
        finally
        {
            StageMetrics.Duration.Record(
                context.TimeProvider.GetElapsedTime(startTimestamp).TotalSeconds,
                new("workflow.name", context.WorkflowName), new("stage", Name), new("persona", scope.Context.Persona));
        }
    }

    private async ValueTask CheckAsync(QualityGate<TOut> gate, TOut result, WorkflowContext context, Activity? span, CancellationToken cancellationToken)
    {
        string? problem = await gate.Check(result, context, cancellationToken).ConfigureAwait(false);
        StageMetrics.Gates.Add(
            1,
            new TagList
            {
                { "workflow.name", context.WorkflowName }, { "stage", Name }, { "gate", gate.Name }, { "result", problem is null ? "passed" : "failed" }, { "persona", context.Persona },
            });
        span?.SetTag("stage.quality_gate_passed", problem is null);
        if (problem is not null)
        {
            throw new QualityGateFailedException(Name, gate.Name, problem);
        }
    }
}

internal static class StageMetrics
{
    private static readonly Meter s_meter = new(new MeterOptions(TelemetryNames.Meter) { Version = TelemetryNames.Version });

    public static readonly Histogram<double> Duration = s_meter.CreateHistogram(
        "workflow.stage.duration", "s", "Time that a stage of a workflow took, gates included.", tags: null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] });

    public static readonly Counter<long> Gates = s_meter.CreateCounter<long>("workflow.quality_gates", "{check}", "Checks of results at quality gates.");
}
