namespace Tta.Observability;

internal enum ExportSignal
{
    Traces,
    Metrics,
    Logs,
    ModelCalls,
    Scores,
}
