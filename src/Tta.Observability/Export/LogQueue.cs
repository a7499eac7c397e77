using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Tta.Observability;

/// <summary>The queue of log records, counting what it cannot take.</summary>
internal sealed class LogQueue(BaseExporter<LogRecord> exporter, QueueGate gate, BatchSettings settings)
    : BatchLogRecordExportProcessor(exporter, settings.QueueSize, settings.DelayMs, settings.TimeoutMs, settings.BatchSize)
{
    public override void OnEnd(LogRecord data)
    {
        if (gate.TryEnter())
        {
            base.OnEnd(data);
        }
    }

    protected override bool OnForceFlush(int timeoutMilliseconds)
    {
        long enteredCount = gate.EnteredCount;
        return base.OnForceFlush(timeoutMilliseconds) && gate.WaitUntilLeft(enteredCount, timeoutMilliseconds);
    }
}
