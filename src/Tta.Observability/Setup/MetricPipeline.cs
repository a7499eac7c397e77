using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>Puts together what a measurement passes on its way out.</summary>
internal static class MetricPipeline
{
    public static MeterProvider Build(SessionParts parts, MetricReader? prometheus)
    {
        TtaObservabilityOptions options = parts.Options;
        int maxSeries = options.MaxSeriesPerInstrument;
        MeterProviderBuilder builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(parts.Resource)
            .SetExemplarFilter(parts.Settings.Exemplars)
            .AddMeter(TelemetryNames.Primitives, TelemetryNames.Integrations, TelemetryNames.Meter)
            .AddMeter([.. options.Meters])
            .AddView(_ => new MetricStreamConfiguration { CardinalityLimit = maxSeries });
        if (options.RuntimeMetrics)
        {
            builder.AddMeter("System.Runtime");
        }

        if (options.HttpClientMetrics)
        {
            builder.AddMeter("System.Net.Http", "System.Net.NameResolution");
        }

        if (parts.Settings.Metrics.Otlp is { } target)
        {
            var outcome = new ExportOutcome(ExportSignal.Metrics, "metrics", target, parts.Counters, parts.Problems);
            var exporter = new MetricExporter(target, parts.Labels, parts.Counters, parts.Problems, outcome);
            builder.AddReader(new PeriodicExportingMetricReader(exporter, parts.Settings.MetricIntervalMs, parts.Settings.MetricTimeoutMs)
            {
                TemporalityPreference = parts.Settings.DeltaTemporality ? MetricReaderTemporalityPreference.Delta : MetricReaderTemporalityPreference.Cumulative,
            });
        }

        if (prometheus is not null)
        {
            builder.AddReader(prometheus);
        }

        return builder.Build();
    }
}
