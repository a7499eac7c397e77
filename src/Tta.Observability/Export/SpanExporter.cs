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
            redactor.Span(span);
            _spans[count++] = span;
        }

        var result = ExportResult.Success;
        foreach (BaseExporter<Activity> exporter in inner)
        {
            if (exporter.Export(new Batch<Activity>(_spans, count)) is ExportResult.Failure)
            {
                result = ExportResult.Failure;
            }
        }

        Array.Clear(_spans, 0, count);
        gate.Leave(count);
        return outcome.Of(result, count);
    }
}
