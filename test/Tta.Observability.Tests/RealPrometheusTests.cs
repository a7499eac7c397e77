using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

/// <summary>What the endpoint serves, read by a real Prometheus. Skipped, with the reason printed, where it is not installed.</summary>
public sealed partial class RealPrometheusTests
{
    private const string Program = "/usr/bin/prometheus";

    [Fact]
    public async Task Prometheus_takes_the_open_metrics_form()
    {
        if (!File.Exists(Program))
        {
            Console.WriteLine("skipped: prometheus is not installed (package prometheus)");
            return;
        }

        // Prometheus scrapes a copy, so that the test knows when it has done so.
        await using var target = new FakeReceiver { Answer = await ExpositionAsync(), ContentType = ExpositionFormat.OpenMetrics.ContentType() };
        string folder = Directory.CreateTempSubdirectory("tta-prometheus").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "prometheus.yml"),
            $"global: {{ scrape_interval: 1s }}\nscrape_configs: [ {{ job_name: app, static_configs: [ {{ targets: ['127.0.0.1:{target.Port}'] }} ] }} ]\n");
        using Process prometheus = Start(folder);
        try
        {
            using var client = new PrometheusClient(await AddressAsync(prometheus));
            await target.WaitForAsync(_ => target.Requests.Count >= 2);

            Assert.Equal(1, Value(await client.QueryAsync("up")));
            Assert.Equal(3, Value(await client.QueryAsync("work_done_total{service_name=\"observed\",workspace=\"tests\",text=\"a\\\"b\\\\c\\nd\"}")));
            Assert.Equal(2, Value(await client.QueryAsync("work_duration_seconds_count")));
            Assert.Equal(1, Value(await client.QueryAsync("work_duration_seconds_bucket{le=\"0.5\"}")));
            Assert.Equal(1, Value(await client.QueryAsync("target_info{service_name=\"observed\"}")));
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> ExpositionAsync()
    {
        await using var program = new ObservedProgram(
            options =>
            {
                options.EnablePrometheus = true;
                options.PrometheusPort = 0;
                options.RuntimeMetrics = true;
            },
            ("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"));
        using (program.Source.StartActivity("work"))
        {
            program.Meter.CreateCounter<long>("work.done", "{item}", "Work \\ done,\nso far.").Add(3, new KeyValuePair<string, object?>("text", "a\"b\\c\nd"));
            Histogram<double> duration = program.Meter.CreateHistogram("work.duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
            duration.Record(0.3);
            duration.Record(30);
        }

        using var http = new HttpClient();
        http.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/openmetrics-text;version=1.0.0");
        return await http.GetStringAsync($"http://127.0.0.1:{program.Session.PrometheusPort}/metrics");
    }

    private static Process Start(string folder) => Process.Start(new ProcessStartInfo(
        Program, ["--config.file", Path.Combine(folder, "prometheus.yml"), "--storage.tsdb.path", Path.Combine(folder, "data"), "--web.listen-address", "127.0.0.1:0"])
    {
        RedirectStandardError = true,
        RedirectStandardOutput = true,
    })!;

    private static async Task<Uri> AddressAsync(Process prometheus)
    {
        Uri? address = null;
        while (await prometheus.StandardError.ReadLineAsync() is { } line)
        {
            if (ListeningOn().Match(line) is { Success: true } listening)
            {
                address = new Uri("http://" + listening.Groups[1].Value);
            }

            if (address is not null && line.Contains("ready to receive", StringComparison.Ordinal))
            {
                // Nobody reads on; a full pipe would stop Prometheus.
                _ = prometheus.StandardError.ReadToEndAsync();
                return address;
            }
        }

        throw new InvalidOperationException("prometheus ended before it was ready");
    }

    private static double Value(MetricResult result) => Assert.Single(Assert.Single(result.Series).Samples).Value;

    [GeneratedRegex(@"[Ll]istening on"" .*?address=(127\.0\.0\.1:[0-9]+)")]
    private static partial Regex ListeningOn();
}
