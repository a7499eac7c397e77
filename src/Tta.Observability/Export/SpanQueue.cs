using System.Diagnostics;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>The queue of finished spans, counting what it cannot take.</summary>
internal sealed class SpanQueue(BaseExporter<Activity> exporter, QueueGate gate, BatchSettings settings)
    : BatchActivityExportProcessor(exporter, settings.QueueSize, settings.DelayMs, settings.TimeoutMs, settings.BatchSize)
{
    public override void OnEnd(Activity data)
    {
        if (data.Recorded && gate.TryEnter())
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
