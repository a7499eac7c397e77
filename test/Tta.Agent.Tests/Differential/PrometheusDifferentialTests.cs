using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Tta.Agent.Configuration;
using Tta.Agent.Scraping;
using Tta.Model;
using Tta.TestKit;

namespace Tta.Agent.Tests.Differential;

/// <summary>The same configuration file and the same page, read by a real Prometheus and by us, give the same series.</summary>
[Trait("Category", "Differential")]
public class PrometheusDifferentialTests
{
    private const string Page = """
        # HELP http_requests_total Requests.
        # TYPE http_requests_total counter
        http_requests_total{code="200",job="clash",exported_job="there",path="/a b\\c\"d\n"} 1027
        http_requests_total{code="500",instance="mine",env="prod"} 3
        # TYPE latency_seconds histogram
        latency_seconds_bucket{le="0.5"} 5
        latency_seconds_bucket{le="+Inf"} 7
        latency_seconds_sum 3.25
        latency_seconds_count 7
        untyped_with_empty{a="",b="größe"} -1.5e-3
        special_nan NaN
        special_inf -Inf
        go_dropped 1
        renamed_v2{tmp_x="1",keep="Yes"} 2

        """;

    private const string Config = """
        global: {scrape_interval: 1s, scrape_timeout: 1s}
        scrape_configs:
          - job_name: app
            params: {module: [m1, m2]}
            static_configs: [{targets: ["TARGET"], labels: {env: dev, region: eu-1}}]
            relabel_configs:
              - {source_labels: [region], regex: (\w+)-(\d), target_label: zone, replacement: "z$2-${1}"}
              - {source_labels: [__address__, job], modulus: 8, action: hashmod, target_label: shard}
              - {action: labelmap, regex: __meta_(.*)}
              - {target_label: instance, replacement: fixed}
            metric_relabel_configs:
              - {source_labels: [__name__], regex: go_.*, action: drop}
              - {source_labels: [__name__], regex: (.*)_v2, target_label: __name__}
              - {action: labeldrop, regex: tmp_.*}
              - {source_labels: [keep], action: lowercase, target_label: kept}
              - {source_labels: [code], regex: "5..", target_label: error, replacement: "true"}
          - job_name: honored
            honor_labels: true
            static_configs: [{targets: ["TARGET"], labels: {env: dev}}]
        """;

    [PrometheusFact]
    public async Task Series_are_those_of_Prometheus()
    {
        using var timeout = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await using var pages = new PageServer(Page, "text/plain; version=0.0.4; charset=utf-8");
        string folder = Directory.CreateTempSubdirectory("tta-prometheus-").FullName;
        string file = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(file, Config.Replace("TARGET", pages.Address, StringComparison.Ordinal), timeout.Token);
        try
        {
            SortedDictionary<string, string> expected = await ScrapeWithPrometheusAsync(folder, file, pages, timeout.Token);
            SortedDictionary<string, string> actual = await ScrapeAsync(file);
            Assert.Equal(expected, actual);
            Assert.True(expected.Count > 25, $"only {expected.Count} series");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<SortedDictionary<string, string>> ScrapeAsync(string file)
    {
        using var http = new HttpClient();
        PrometheusConfig config = PrometheusConfigFile.Load(file, http);
        var appender = new MemoryAppender();
        var time = new ManualTimeProvider();
        var pools = new ScrapePools(config.ScrapeConfigs, appender, http, new Limits(), time);
        await pools.RunOnceAsync(CancellationToken.None);
        time.Advance(TimeSpan.FromSeconds(1));
        await pools.RunOnceAsync(CancellationToken.None);
        var series = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string line in appender.Take(withReports: true))
        {
            int value = line.LastIndexOf(' ', line.LastIndexOf('@') - 2);
            Add(series, line[..value], line[(value + 1)..(line.LastIndexOf('@') - 1)]);
        }

        return series;
    }

    private static async Task<SortedDictionary<string, string>> ScrapeWithPrometheusAsync(string folder, string file, PageServer pages, CancellationToken cancellationToken)
    {
        int port = FreePort();
        var start = new ProcessStartInfo(PrometheusFactAttribute.Executable) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in (string[])
            [$"--config.file={file}", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=info"])
        {
            start.ArgumentList.Add(argument);
        }

        using Process prometheus = Process.Start(start)!;
        try
        {
            string? line;
            while ((line = await prometheus.StandardError.ReadLineAsync(cancellationToken))?.Contains("Server is ready", StringComparison.Ordinal) == false)
            {
            }

            Assert.NotNull(line);
            Task drain = prometheus.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);

            // Both jobs ask once per second: when the fifth request comes, each has stored a page.
            for (int i = 0; i < 5; i++)
            {
                await pages.NextRequestAsync(cancellationToken);
            }

            using var http = new HttpClient();
            string json = await http.GetStringAsync($"http://127.0.0.1:{port}/api/v1/query?query=%7Bjob%3D~%22.%2B%22%7D", cancellationToken);
            prometheus.Kill();
            await drain;
            return Read(json);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static SortedDictionary<string, string> Read(string json)
    {
        var series = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using JsonDocument document = JsonDocument.Parse(json);
        foreach (JsonElement item in document.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            var labels = new LabelsBuilder();
            foreach (JsonProperty label in item.GetProperty("metric").EnumerateObject())
            {
                labels.Set(label.Name, label.Value.GetString()!);
            }

            Labels built = labels.Build();
            Add(series, built.MetricName + built.Without(LabelNames.MetricName), item.GetProperty("value")[1].GetString()!);
        }

        return series;
    }

    // Durations and counts of new series depend on the moment; their labels do not.
    private static void Add(SortedDictionary<string, string> series, string name, string value)
    {
        bool isComparable = !name.StartsWith("scrape_duration", StringComparison.Ordinal) && !name.StartsWith("scrape_series_added", StringComparison.Ordinal);
        double number = value switch
        {
            "+Inf" or "Infinity" => double.PositiveInfinity,
            "-Inf" or "-Infinity" => double.NegativeInfinity,
            _ => double.Parse(value, CultureInfo.InvariantCulture),
        };
        series.Add(name, isComparable ? number.ToString("R", CultureInfo.InvariantCulture) : "");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
