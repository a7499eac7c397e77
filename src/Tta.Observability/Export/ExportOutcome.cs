using OpenTelemetry;

namespace Tta.Observability;

/// <summary>Counts what an export did, and says in words when a receiver does not take it.</summary>
internal sealed class ExportOutcome(ExportSignal signal, string what, OtlpTarget? target, ExportCounters counters, ProblemLog problems)
{
    public ExportResult Of(ExportResult result, long count)
    {
        if (result is ExportResult.Success)
        {
            counters.CountSent(signal, count);
        }
        else
        {
            counters.CountDropped(signal, ExportCounters.ExportFailed, count);
            problems.Report(
                $"{what.Replace(' ', '-')}-not-exported",
                $"cannot send {what} to {target?.Endpoint}: no receiver answers, or it refuses them. Start one with 'tta up', or set OTEL_EXPORTER_OTLP_ENDPOINT");
        }

        return result;
    }
}
