using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>Puts together what a measurement passes on its way out.</summary>
internal sealed class MetricPipeline : IDisposable
{
    private readonly MeterProvider _provider;
    private readonly PeriodicExportingMetricReader? _otlp;

    public MetricPipeline(SessionParts parts, PrometheusExporter? prometheus)
    {
        MeterProviderBuilder builder = Builder(parts);
        if (parts.Settings.Metrics.Otlp is { } target)
        {
            var outcome = new ExportOutcome(ExportSignal.Metrics, "metrics", target, parts.Counters, parts.Problems);
            var exporter = new MetricExporter(parts.ExporterTo(target), parts.Labels, parts.Counters, parts.Problems, outcome);
            _otlp = new PeriodicExportingMetricReader(exporter, parts.Settings.MetricIntervalMs, parts.Settings.MetricTimeoutMs)
            {
                TemporalityPreference = parts.Settings.Temporality,
            };
            builder.AddReader(_otlp);
        }

        if (prometheus is not null)
        {
            builder.AddReader(new BaseExportingMetricReader(prometheus));
        }

        _provider = builder.Build();
    }

    // Not the provider's own flush: that would also collect for the scraper, and a scrape that joins such a collection gets nothing.
    public bool Flush(int timeoutMs) => _otlp?.Collect(timeoutMs) ?? true;

    public bool Shutdown(int timeoutMs) => _provider.Shutdown(timeoutMs);

    public void Dispose() => _provider.Dispose();

    private static MeterProviderBuilder Builder(SessionParts parts)
    {
        TtaObservabilityOptions options = parts.Options;
        int maxSeries = options.MaxSeriesPerInstrument;
        MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(parts.Resource)
            .SetExemplarFilter(parts.Settings.Exemplars)
            .AddMeter(TelemetryNames.Primitives, TelemetryNames.Integrations, TelemetryNames.Meter)
            .AddMeter([.. options.Meters])
            .AddView(instrument => parts.Settings.ExponentialHistograms && IsHistogram(instrument)
                ? new Base2ExponentialBucketHistogramConfiguration { CardinalityLimit = maxSeries }
                : new MetricStreamConfiguration { CardinalityLimit = maxSeries });
        if (options.RuntimeMetrics)
        {
            builder.AddMeter("System.Runtime");
        }

        if (options.HttpClientMetrics)
        {
            builder.AddMeter("System.Net.Http", "System.Net.NameResolution");
        }

        return builder;
    }

    private static bool IsHistogram(Instrument instrument) =>
        instrument.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(Histogram<>);
}
