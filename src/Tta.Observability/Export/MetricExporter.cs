using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>
/// Sends metrics by OTLP and counts them. Labels of a metric cannot be changed on the way, so a metric with a secret in a label
/// is withheld as a whole and reported.
/// </summary>
internal sealed class MetricExporter(OtlpExporterOptions options, LabelGuard labels, ExportCounters counters, ProblemLog problems, ExportOutcome outcome)
    : OtlpMetricExporter(options)
{
    private Metric[] _metrics = [];

    public override ExportResult Export(in Batch<Metric> batch)
    {
        if (_metrics.Length < batch.Count)
        {
            _metrics = new Metric[batch.Count];
        }

        int count = 0;
        foreach (Metric metric in batch)
        {
            if (labels.IsClean(metric))
            {
                _metrics[count++] = metric;
            }
            else
            {
                counters.CountDropped(ExportSignal.Metrics, ExportCounters.Withheld);
                problems.Report("metric-withheld", $"metric {metric.Name} is not sent by OTLP: one of its labels holds a secret. Take the secret out of the label");
            }
        }

        ExportResult result = base.Export(new Batch<Metric>(_metrics, count));
        Array.Clear(_metrics, 0, count);
        return outcome.Of(result, count);
    }
}
