using OpenTelemetry;

namespace Tta.Observability;

/// <summary>Counts what an export did, and says in words when a receiver does not take it.</summary>
internal sealed class ExportOutcome(ExportSignal signal, string what, OtlpTarget? target, ExportCounters counters, ProblemLog problems)
{
    /// <summary>Called by the thread that exported.</summary>
    public ExportResult Of(ExportResult result, long count)
    {
        string? cause = ExportFailures.TakeCause();
        if (result is ExportResult.Success)
        {
            counters.CountSent(signal, count);
        }
        else
        {
            counters.CountDropped(signal, ExportCounters.ExportFailed, count);
            problems.Report(
                $"{what.Replace(' ', '-')}-not-exported",
                $"cannot send {what} to {target?.Endpoint}: {cause ?? "the receiver does not take them"}. Start one with 'tta up', or set OTEL_EXPORTER_OTLP_ENDPOINT");
        }

        return result;
    }

    /// <summary>The export itself failed, which is a defect here.</summary>
    public ExportResult Failed(Exception exception, long count)
    {
        counters.CountDropped(signal, ExportCounters.ExportFailed, count);
        problems.Report($"{what.Replace(' ', '-')}-export-defect", $"cannot export {what}: {exception.GetType().Name}: {exception.Message}. Please report this");
        return ExportResult.Failure;
    }
}
