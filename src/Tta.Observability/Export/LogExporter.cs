using OpenTelemetry;
using OpenTelemetry.Logs;

namespace Tta.Observability;

/// <summary>Hands log records on and counts them. They were freed of secrets when they were written (<see cref="LogPreparation"/>).</summary>
internal sealed class LogExporter(BaseExporter<LogRecord> inner, QueueGate gate, ExportOutcome outcome) : BaseExporter<LogRecord>
{
    public override ExportResult Export(in Batch<LogRecord> batch)
    {
        long count = batch.Count;
        try
        {
            return outcome.Of(inner.Export(batch), count);
        }
        catch (Exception e)
        {
            // An exception on the export thread would end the program.
            return outcome.Failed(e, count);
        }
        finally
        {
            // Last, for a flush waits for it and wants the outcome counted.
            gate.Leave(count);
        }
    }
}
