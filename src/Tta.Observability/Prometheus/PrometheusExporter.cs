using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>Collects all metrics when a scraper asks and writes them down. Scrapes run one after the other. Thread-safe.</summary>
[ExportModes(ExportModes.Pull)]
internal sealed class PrometheusExporter : BaseExporter<Metric>, IPullMetricExporter
{
    private const int CollectTimeoutMs = 10_000;

    private readonly Lock _scraping = new();
    private readonly Dictionary<Metric, MetricFamily?> _families = [];
    private readonly List<(MetricFamily Family, Metric Metric)> _metrics = [];
    private readonly HashSet<string> _openMetricsNames = new(StringComparer.Ordinal);
    private readonly IReadOnlyList<KeyValuePair<string, string>> _targetInfo;
    private readonly ExpositionWriter _writer;
    private readonly ProblemLog _problems;
    private readonly int _maxSeries;
    private ExpositionBuffer? _buffer;

    public PrometheusExporter(IReadOnlyDictionary<string, object> resource, int maxSeries, LabelGuard guard, ProblemLog problems)
    {
        _targetInfo = [.. resource
            .Select(attribute => KeyValuePair.Create(MetricNames.OfLabel(attribute.Key) ?? "", guard.Value(attribute.Key, SeriesLabels.ValueOf(attribute.Value))))
            .Where(static label => label.Key.Length > 0)
            .DistinctBy(static label => label.Key)];
        string[] constant = ["service_name", ResourceAttributes.Workspace];
        _writer = new ExpositionWriter(new SeriesLabels([.. _targetInfo.Where(label => constant.Contains(label.Key, StringComparer.Ordinal))], guard));
        _problems = problems;
        _maxSeries = maxSeries;
    }

    public Func<int, bool>? Collect { get; set; }

    /// <summary>All metrics as text.</summary>
    /// <returns>A buffer that the caller disposes, or null when the SDK could not collect.</returns>
    public ExpositionBuffer? Scrape(ExpositionFormat format)
    {
        lock (_scraping)
        {
            var buffer = new ExpositionBuffer();
            _writer.Begin(buffer, format);
            _writer.WriteTargetInfo(_targetInfo);
            _buffer = buffer;
            bool isCollected = Collect?.Invoke(CollectTimeoutMs) is true;
            _buffer = null;
            if (!isCollected)
            {
                buffer.Dispose();
                return null;
            }

            _writer.End();
            return buffer;
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        if (_buffer is null)
        {
            // Not a scrape: the provider ends.
            return ExportResult.Success;
        }

        _metrics.Clear();
        if (_families.Count > (2 * batch.Count) + 64)
        {
            // Instruments that are gone leave their names behind.
            _families.Clear();
        }

        foreach (Metric metric in batch)
        {
            if (!_families.TryGetValue(metric, out MetricFamily? family))
            {
                family = MetricFamily.Of(metric);
                _families.Add(metric, family);
            }

            if (family is not null)
            {
                _metrics.Add((family, metric));
            }
        }

        // A family is one contiguous group, whatever meters its series come from; the order of registration stays within it.
        WriteFamilies([.. _metrics.OrderBy(static item => item.Family.Name, StringComparer.Ordinal)]);
        return ExportResult.Success;
    }

    private void WriteFamilies(ReadOnlySpan<(MetricFamily Family, Metric Metric)> sorted)
    {
        _openMetricsNames.Clear();
        _openMetricsNames.Add("target");
        while (!sorted.IsEmpty)
        {
            MetricFamily family = sorted[0].Family;
            int count = 1;
            while (count < sorted.Length && string.Equals(sorted[count].Family.Name, family.Name, StringComparison.Ordinal))
            {
                count++;
            }

            if (_openMetricsNames.Add(family.BaseName))
            {
                WriteFamily(family, sorted[..count]);
            }
            else
            {
                _problems.Report("metric-name-taken", $"metric {sorted[0].Metric.Name} is not served: another metric is already called {family.BaseName}. Rename one of them");
            }

            sorted = sorted[count..];
        }
    }

    private void WriteFamily(MetricFamily family, ReadOnlySpan<(MetricFamily Family, Metric Metric)> metrics)
    {
        _writer.WriteHeader(family, metrics[0].Metric.Description);
        foreach ((MetricFamily own, Metric metric) in metrics)
        {
            if (own.Type != family.Type)
            {
                _problems.Report(
                    "metric-type-conflict",
                    $"metric {metric.Name} of meter {metric.MeterName} is not served: {metrics[0].Metric.MeterName} has a {family.Type} named {family.Name} already. Rename one of them");
                continue;
            }

            _writer.WriteSamples(family, metric, metrics.Length > 1 ? metric.MeterName : null);
            ReportOverflow(metric);
        }
    }

    private void ReportOverflow(Metric metric)
    {
        // The SDK reserves the second point for what exceeds the limit, so looking at two is enough.
        int seen = 0;
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                if (tag.Key is "otel.metric.overflow")
                {
                    _problems.Report(
                        "metric-series-limit",
                        $"metric {metric.Name} has more than {_maxSeries} series: further label sets share one with otel_metric_overflow=\"true\". "
                        + "Use labels with fewer values, or raise TtaObservabilityOptions.MaxSeriesPerInstrument");
                    return;
                }
            }

            if (++seen == 2)
            {
                return;
            }
        }
    }
}
