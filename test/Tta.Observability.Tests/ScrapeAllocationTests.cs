using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Tta.TestKit;

namespace Tta.Observability.Tests;

public sealed class ScrapeAllocationTests
{
    [Fact]
    public void A_series_more_costs_a_scrape_no_memory()
    {
        double few = AllocatedByScrape(10);
        double many = AllocatedByScrape(310);

        // A scrape as a whole allocates a little, and not always the same.
        Assert.True((many - few) / 300 < 1, $"{few} B for 10 series, {many} B for 310");
    }

    private static double AllocatedByScrape(int seriesCount)
    {
        using var meter = new Meter("allocations-" + Guid.NewGuid());
        var guard = new LabelGuard(new Redactor(new RedactionOptions(), new Dictionary<string, string>()));
        var exporter = new PrometheusExporter(
            new Dictionary<string, object> { ["service.name"] = "s", ["workspace"] = "w" }, 2_000, guard, new ProblemLog(null, TimeProvider.System));
        using MeterProvider provider = Sdk.CreateMeterProviderBuilder().AddMeter(meter.Name).AddReader(new BaseExportingMetricReader(exporter)).Build();
        Counter<long> counter = meter.CreateCounter<long>("counted");
        Histogram<double> histogram = meter.CreateHistogram<double>("timed", "s");
        for (int i = 0; i < seriesCount; i++)
        {
            KeyValuePair<string, object?> label = new("id", i.ToString(System.Globalization.CultureInfo.InvariantCulture));
            counter.Add(1, label);
            histogram.Record(i / 7.0, label);
        }

        return Allocations.PerCall(() => exporter.Scrape(ExpositionFormat.OpenMetrics)!.Dispose());
    }
}
