using System.Diagnostics;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>Takes secrets out of finished spans and hands them to the exporters. Runs on the export thread, one batch at a time.</summary>
internal sealed class SpanExporter(IReadOnlyList<BaseExporter<Activity>> inner, Redactor redactor, QueueGate gate, ExportOutcome outcome) : BaseExporter<Activity>
{
    private Activity[] _spans = [];

    public override ExportResult Export(in Batch<Activity> batch)
    {
        if (_spans.Length < batch.Count)
        {
            _spans = new Activity[batch.Count];
        }

        int count = 0;
        foreach (Activity span in batch)
        {
            _spans[count++] = span;
        }

        try
        {
            return outcome.Of(Export(count), count);
        }
        catch (Exception e)
        {
            // An exception on the export thread would end the program.
            return outcome.Failed(e, count);
        }
        finally
        {
            Array.Clear(_spans, 0, count);
            // Last, for a flush waits for it and wants the outcome counted.
            gate.Leave(count);
        }
    }

    private ExportResult Export(int count)
    {
        foreach (Activity span in _spans.AsSpan(0, count))
        {
            redactor.Span(span);
        }

        var result = ExportResult.Success;
        foreach (BaseExporter<Activity> exporter in inner)
        {
            if (exporter.Export(new Batch<Activity>(_spans, count)) is ExportResult.Failure)
            {
                result = ExportResult.Failure;
            }
        }

        return result;
    }
}
