using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>Collects for scrapes only; a flush of the provider has nothing to wait for here.</summary>
internal sealed class PrometheusReader(PrometheusExporter scrapes) : BaseExportingMetricReader(scrapes)
{
    protected override bool OnCollect(int timeoutMilliseconds) => !scrapes.IsScraping || base.OnCollect(timeoutMilliseconds);
}
