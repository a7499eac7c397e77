using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

/// <summary>The meter of the library is one per process: other sessions would count along.</summary>
[Collection(nameof(Alone))]
public sealed class LossMetricTests
{
    [Fact]
    public async Task Losses_are_a_metric_too()
    {
        await using var program = new ObservedProgram(
            options =>
            {
                options.OtlpEndpoint = new Uri("http://127.0.0.1:1");
                options.EnablePrometheus = true;
                options.PrometheusPort = 0;
            },
            ("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_LOGS_EXPORTER", "none"));
        program.Source.StartActivity("work")!.Dispose();
        await program.Session.FlushAsync(Patience.Long);

        using var http = new HttpClient();
        string scraped = await http.GetStringAsync($"http://127.0.0.1:{program.Session.PrometheusPort}/metrics");
        Assert.Contains(
            "tta_export_dropped_total{reason=\"export_failed\",signal=\"traces\",service_name=\"observed\",workspace=\"tests\"} 1",
            scraped.Split('\n').Where(line => line.StartsWith("tta_export_dropped_total", StringComparison.Ordinal)));
    }
}
