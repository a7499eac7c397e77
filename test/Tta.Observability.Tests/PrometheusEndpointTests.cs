using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Tta.Observability.Tests.Fakes;

namespace Tta.Observability.Tests;

public sealed class PrometheusEndpointTests
{
    private static readonly HttpClient s_http = new(new SocketsHttpHandler { UseProxy = false });

    [Fact]
    public async Task Every_kind_of_instrument_is_served_with_the_constant_labels()
    {
        await using ObservedProgram program = Scraped();
        Meter meter = program.Meter;
        meter.CreateCounter<long>("primitive.executions", "{execution}", "Steps that ran.").Add(2, new("primitive.name", "Parse"), new("status", "success"));
        meter.CreateUpDownCounter<long>("workflow.active_requests").Add(1, new KeyValuePair<string, object?>("workflow.name", "demo"));
        meter.CreateObservableGauge("cache.hit_rate", () => 0.75);
        meter.CreateHistogram("primitive.execution.duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 1] }).Record(0.5);

        string text = await ScrapeAsync(program);

        Assert.Contains("# HELP primitive_executions_total Steps that ran.\n# TYPE primitive_executions_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("primitive_executions_total{primitive_name=\"Parse\",status=\"success\",service_name=\"observed\",workspace=\"tests\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE workflow_active_requests gauge\n", text, StringComparison.Ordinal);
        Assert.Contains("cache_hit_rate{service_name=\"observed\",workspace=\"tests\"} 0.75\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE primitive_execution_duration_seconds histogram\n", text, StringComparison.Ordinal);
        Assert.Contains("primitive_execution_duration_seconds_bucket{service_name=\"observed\",workspace=\"tests\",le=\"0.1\"} 0\n", text, StringComparison.Ordinal);
        Assert.Contains("primitive_execution_duration_seconds_bucket{service_name=\"observed\",workspace=\"tests\",le=\"+Inf\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("primitive_execution_duration_seconds_sum{service_name=\"observed\",workspace=\"tests\"} 0.5\n", text, StringComparison.Ordinal);
        Assert.Contains("target_info{", text, StringComparison.Ordinal);
        Assert.Contains("service_instance_id=\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exponential_histograms_are_served_as_buckets()
    {
        await using ObservedProgram program = Scraped(null, ("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram"));
        Histogram<double> histogram = program.Meter.CreateHistogram<double>("exponential", "s");
        double[] values = [0, 0.5, 1, 1.5, 3, 100];
        Array.ForEach(values, value => histogram.Record(value));

        string[] lines = (await ScrapeAsync(program)).Split('\n');
        (double Bound, long Count)[] buckets = [.. lines.Where(line => line.StartsWith("exponential_seconds_bucket", StringComparison.Ordinal)).Select(line =>
        {
            string bound = line.Split("le=\"")[1].Split('"')[0];
            return (bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture), long.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
        })];

        Assert.Equal(double.PositiveInfinity, buckets[^1].Bound);
        Assert.Equal(buckets.OrderBy(bucket => bucket.Bound).ThenBy(bucket => bucket.Count), buckets);
        // The bounds are powers of a base, so equal to the values but for the last digits.
        Assert.All(buckets, bucket => Assert.Equal(values.Count(value => value <= bucket.Bound * (1 + 1e-9)), bucket.Count));
        Assert.Contains(lines, line => line.StartsWith("exponential_seconds_count{", StringComparison.Ordinal) && line.EndsWith(" 6", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Label_values_are_escaped()
    {
        await using ObservedProgram program = Scraped();
        program.Meter.CreateCounter<long>("odd").Add(1, new KeyValuePair<string, object?>("text", "a\"b\\c\nd"));

        Assert.Contains("odd_total{text=\"a\\\"b\\\\c\\nd\",", await ScrapeAsync(program), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Labels_of_other_types_are_written_as_text()
    {
        await using ObservedProgram program = Scraped();
        program.Meter.CreateCounter<long>("typed").Add(1, new("a", 1.5), new("b", true), new("c", new[] { "x", "y" }), new("d", null), new("e", DayOfWeek.Monday));

        Assert.Contains("typed_total{a=\"1.5\",b=\"true\",c=\"[\\\"x\\\",\\\"y\\\"]\",e=\"Monday\",", await ScrapeAsync(program), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tags_whose_names_become_the_same_are_joined()
    {
        await using ObservedProgram program = Scraped();
        program.Meter.CreateCounter<long>("joined").Add(1, new("a.b", "1"), new("a_b", "2"));

        Assert.Contains("joined_total{a_b=\"1;2\",", await ScrapeAsync(program), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenMetrics_has_units_exemplars_and_an_end()
    {
        await using ObservedProgram program = Scraped();
        Histogram<double> histogram = program.Meter.CreateHistogram("work.duration", "s", null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1] });
        Counter<long> counter = program.Meter.CreateCounter<long>("work.done");
        string trace;
        using (Activity span = program.Source.StartActivity("work")!)
        {
            trace = span.TraceId.ToHexString();
            histogram.Record(0.3);
            counter.Add(1);
        }

        (string type, string text) = await ScrapeAsync(program, "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2");

        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8", type);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE work_duration_seconds histogram\n# UNIT work_duration_seconds seconds\n", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE work_done counter\nwork_done_total{", text, StringComparison.Ordinal);
        Assert.Matches($"work_done_total\\{{[^}}]*\\}} 1 # \\{{trace_id=\"{trace}\",span_id=\"[0-9a-f]{{16}}\"\\}} 1 [0-9.]+\n", text);
        Assert.Matches($"work_duration_seconds_bucket\\{{[^}}]*le=\"0.5\"\\}} 1 # \\{{trace_id=\"{trace}\"", text);
        Assert.Contains("le=\"1.0\"", text, StringComparison.Ordinal);
        Assert.Contains("# TYPE target info\ntarget_info{", RemoveHelp(text), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text; version=1.0.0", true)]
    [InlineData("application/openmetrics-text; version=2.0.0", false)]
    [InlineData("application/openmetrics-text;q=0.1, text/plain;q=0.9", false)]
    [InlineData("application/vnd.google.protobuf;q=0.9, application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.5, text/plain;q=0.2", true)]
    public void The_form_the_scraper_likes_best_is_chosen(string? accept, bool openMetrics) =>
        Assert.Equal(openMetrics ? ExpositionFormat.OpenMetrics : ExpositionFormat.Text, ExpositionFormats.Negotiate(accept));

    [Fact]
    public async Task Gzip_is_used_when_the_scraper_takes_it()
    {
        await using ObservedProgram program = Scraped();
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(program));
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using HttpResponseMessage answer = await s_http.SendAsync(request);

        Assert.Equal("gzip", Assert.Single(answer.Content.Headers.ContentEncoding));
        await using var gzip = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.Contains("target_info", await new StreamReader(gzip).ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promtool_accepts_both_forms()
    {
        if (!File.Exists("/usr/bin/promtool"))
        {
            Console.WriteLine("skipped: promtool is not installed (package prometheus)");
            return;
        }

        await using ObservedProgram program = Scraped(options =>
        {
            options.RuntimeMetrics = true;
            options.HttpClientMetrics = true;
        });
        program.Meter.CreateCounter<long>("checked", "{item}", "Items \\ with a\nline feed.").Add(1, new KeyValuePair<string, object?>("text", "a\"b\\c\nd"));
        program.Meter.CreateHistogram<double>("checked.duration", "s", "How long.").Record(0.2);

        string problems = await PromtoolAsync(await ScrapeAsync(program));

        // Names that come from the runtime's own meters are not ours to choose; everything of this program must be spotless.
        Assert.DoesNotContain("checked", problems, StringComparison.Ordinal);
        Assert.DoesNotContain("error while linting", problems, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_instrument_of_two_meters_is_one_family_told_apart_by_scope()
    {
        string second = "second-" + Guid.NewGuid().ToString("N");
        await using ObservedProgram program = Scraped(options => options.Meters.Add(second));
        using var other = new Meter(second);
        program.Meter.CreateCounter<long>("shared").Add(1);
        other.CreateCounter<long>("shared").Add(2);

        string text = await ScrapeAsync(program);

        Assert.Single(text.Split("# TYPE shared_total counter\n")[1..]);
        Assert.Contains($"shared_total{{otel_scope_name=\"{second}\",service_name=\"observed\",workspace=\"tests\"}} 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_type_under_the_same_name_is_left_out_and_reported()
    {
        await using ObservedProgram program = Scraped();
        program.Meter.CreateCounter<long>("clash").Add(1);
        program.Meter.CreateUpDownCounter<long>("clash.total").Add(1);

        string text = await ScrapeAsync(program);

        Assert.Single(text.Split("# TYPE clash_total")[1..]);
        Assert.Contains(program.Session.Problems, problem => problem.Code == "metric-type-conflict");
    }

    [Fact]
    public async Task Series_beyond_the_limit_share_one_and_are_reported()
    {
        await using ObservedProgram program = Scraped(options => options.MaxSeriesPerInstrument = 10);
        Counter<long> counter = program.Meter.CreateCounter<long>("many");
        for (int i = 0; i < 100; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("user", i));
        }

        string text = await ScrapeAsync(program);

        Assert.Equal(11, text.Split('\n').Count(line => line.StartsWith("many_total{", StringComparison.Ordinal)));
        Assert.Contains("many_total{otel_metric_overflow=\"true\",service_name=\"observed\",workspace=\"tests\"} 90\n", text, StringComparison.Ordinal);
        ObservabilityProblem problem = Assert.Single(program.Session.Problems, problem => problem.Code == "metric-series-limit");
        Assert.Contains("MaxSeriesPerInstrument", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fifty_thousand_series_are_served_again_and_again_the_same()
    {
        await using ObservedProgram program = Scraped(options => options.MaxSeriesPerInstrument = 50_000);
        Counter<long> counter = program.Meter.CreateCounter<long>("wide");
        for (int i = 0; i < 50_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        string first = await ScrapeAsync(program);
        string again = await ScrapeAsync(program);

        Assert.Equal(50_000, first.Split('\n').Count(line => line.StartsWith("wide_total{", StringComparison.Ordinal)));
        Assert.Equal(Lines(first, "wide_total{"), Lines(again, "wide_total{"));

        static IEnumerable<string> Lines(string text, string prefix) => text.Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scrapes_and_flushes_at_the_same_time_give_whole_answers()
    {
        await using ObservedProgram program = Scraped();
        program.Meter.CreateCounter<long>("steady").Add(1);
        using var done = new CancellationTokenSource();
        Task flushing = Task.Run(async () =>
        {
            while (!done.IsCancellationRequested)
            {
                Assert.True(await program.Session.FlushAsync());
            }
        });

        for (int i = 0; i < 50; i++)
        {
            string text = await ScrapeAsync(program);
            Assert.Single(text.Split("# TYPE steady_total counter\n")[1..]);
        }

        await done.CancelAsync();
        await flushing;
    }

    [Fact]
    public async Task A_port_in_use_switches_the_endpoint_off_and_says_so()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;

        await using ObservedProgram program = Scraped(options => options.PrometheusPort = port);

        Assert.True(program.Session.IsEnabled);
        Assert.Null(program.Session.PrometheusPort);
        ObservabilityProblem problem = Assert.Single(program.Session.Problems);
        Assert.Equal("prometheus-port-in-use", problem.Code);
        Assert.Contains("TTA_PROMETHEUS_PORT", problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: evil.example\r\n\r\n", "HTTP/1.1 403")]
    [InlineData("GET /metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 403")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: localhost:9464\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("GET /metrics HTTP/1.1\r\nHost: [::1]:9464\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("GET /metrics?name[]=up HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("POST /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 405")]
    [InlineData("GET /other HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 404")]
    [InlineData("HEAD /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n", "HTTP/1.1 200")]
    [InlineData("nonsense\r\n\r\n", "HTTP/1.1 400")]
    [InlineData("GET http://localhost/metrics HTTP/1.1\r\n\r\n", "HTTP/1.1 400")]
    public async Task Requests_are_answered_by_the_rules(string request, string status)
    {
        await using ObservedProgram program = Scraped();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, program.Session.PrometheusPort!.Value);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        client.Client.Shutdown(SocketShutdown.Send);

        string answer = await new StreamReader(stream).ReadToEndAsync();

        Assert.StartsWith(status, answer, StringComparison.Ordinal);
        Assert.Equal(!request.StartsWith("HEAD", StringComparison.Ordinal), !answer.EndsWith("\r\n\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Requests_sent_at_once_are_answered_in_turn()
    {
        await using ObservedProgram program = Scraped();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, program.Session.PrometheusPort!.Value);
        await client.GetStream().WriteAsync("GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /other HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray());

        string answers = await new StreamReader(client.GetStream()).ReadToEndAsync();

        Assert.StartsWith("HTTP/1.1 200 OK", answers, StringComparison.Ordinal);
        Assert.Contains("\nHTTP/1.1 404 Not Found", answers, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_that_never_ends_is_refused()
    {
        await using ObservedProgram program = Scraped();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, program.Session.PrometheusPort!.Value);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nX: " + new string('x', 16 * 1024 - 19)));

        Assert.StartsWith("HTTP/1.1 431", await new StreamReader(client.GetStream()).ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_is_asked_for_when_set()
    {
        await using ObservedProgram program = Scraped(options => options.PrometheusToken = "open-sesame-open");
        using HttpResponseMessage without = await s_http.GetAsync(Address(program));
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(program));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "open-sesame-open");
        using HttpResponseMessage with = await s_http.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
    }

    [Fact]
    public void Listening_beyond_loopback_without_a_token_is_refused_at_start()
    {
        var options = new TtaObservabilityOptions { PrometheusAddress = IPAddress.Any, Environment = new Dictionary<string, string>() };

        var refused = Assert.Throws<ArgumentException>(() => ObservabilitySession.Start(options));
        Assert.Contains("PrometheusToken", refused.Message, StringComparison.Ordinal);
    }

    private static ObservedProgram Scraped(Action<TtaObservabilityOptions>? configure = null, params (string, string)[] environment) => new(options =>
    {
        options.EnablePrometheus = true;
        options.PrometheusPort = 0;
        configure?.Invoke(options);
    }, [("OTEL_METRICS_EXPORTER", "prometheus"), ("OTEL_TRACES_EXPORTER", "none"), ("OTEL_LOGS_EXPORTER", "none"), .. environment]);

    private static Uri Address(ObservedProgram program) => new($"http://127.0.0.1:{program.Session.PrometheusPort}/metrics");

    private static async Task<string> ScrapeAsync(ObservedProgram program) => (await ScrapeAsync(program, "text/plain;version=0.0.4")).Text;

    private static async Task<(string Type, string Text)> ScrapeAsync(ObservedProgram program, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Address(program));
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using HttpResponseMessage answer = await s_http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return (answer.Content.Headers.ContentType!.ToString(), await answer.Content.ReadAsStringAsync());
    }

    private static string RemoveHelp(string text) => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("# HELP", StringComparison.Ordinal)));

    private static async Task<string> PromtoolAsync(string metrics)
    {
        using Process promtool = Process.Start(new ProcessStartInfo("/usr/bin/promtool", "check metrics")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(metrics);
        promtool.StandardInput.Close();
        string said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return said;
    }
}
