using System.IO.Compression;
using System.Net;
using System.Text;
using Tta.Agent.Discovery;
using Tta.Agent.Relabeling;
using Tta.Agent.Scraping;
using Tta.Model;
using Tta.TestKit;

namespace Tta.Agent.Tests.Scraping;

public class ScrapePoolTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryAppender _appender = new();

    [Fact]
    public async Task A_target_is_scraped_once_per_interval_at_its_own_place()
    {
        var requests = new List<HttpRequestMessage>();
        using HttpClient http = StubHttp.Client(request =>
        {
            requests.Add(request);
            return StubHttp.Page("# HELP a text\n# TYPE a counter\na 1\n");
        });
        ScrapePool pool = Pool(http, new ScrapeConfig { JobName = "app", Interval = TimeSpan.FromSeconds(10), Discoveries = [Static("h:1")], Params = Params("x", "1 2", "3") });
        await pool.RunOnceAsync(CancellationToken.None);
        Assert.Empty(requests);
        Assert.Equal(TargetHealth.Unknown, pool.Targets[0].Health);

        DateTimeOffset due = pool.NextDue;
        _time.Advance(due - _time.GetUtcNow());
        await pool.RunOnceAsync(CancellationToken.None);
        await pool.RunOnceAsync(CancellationToken.None);
        Assert.Equal("http://h:1/metrics?x=3&x=1%202", Assert.Single(requests).RequestUri!.AbsoluteUri);
        Assert.Contains("application/openmetrics-text", requests[0].Headers.GetValues("Accept").First(), StringComparison.Ordinal);
        Assert.Equal(due + TimeSpan.FromSeconds(10), pool.NextDue);
        long ms = due.ToUnixTimeMilliseconds();
        Assert.Equal(
            [
                $"a{{instance=\"h:1\", job=\"app\"}} 1 @{ms}", $"scrape_duration_seconds{{instance=\"h:1\", job=\"app\"}} 0 @{ms}",
                $"scrape_samples_post_metric_relabeling{{instance=\"h:1\", job=\"app\"}} 1 @{ms}",
                $"scrape_samples_scraped{{instance=\"h:1\", job=\"app\"}} 1 @{ms}", $"scrape_series_added{{instance=\"h:1\", job=\"app\"}} 1 @{ms}",
                $"up{{instance=\"h:1\", job=\"app\"}} 1 @{ms}",
            ],
            _appender.Take(withReports: true));
        Assert.Equal(["a Counter text"], _appender.Metadata);
        Assert.Equal((TargetHealth.Up, "", due), (pool.Targets[0].Health, pool.Targets[0].LastError, pool.Targets[0].LastScrape));
    }

    [Theory]
    [InlineData("status", "server returned HTTP status 503 Service Unavailable")]
    [InlineData("refused", "Get \"http://h:1/metrics\": no connection")]
    [InlineData("content type", "received unsupported Content-Type \"text/html\"")]
    [InlineData("no content type", "non-compliant scrape target sending blank Content-Type")]
    [InlineData("malformed", "while parsing")]
    [InlineData("too large", "body size limit")]
    [InlineData("damaged gzip", "damaged")]
    [InlineData("protobuf", "protobuf exposition format is not supported")]
    public async Task A_failed_scrape_is_up_0_with_the_reason_and_ends_its_series(string kind, string part)
    {
        bool fails = false;
        using HttpClient http = StubHttp.Client(_ => !fails ? StubHttp.Page("a 1\n") : kind switch
        {
            "status" => new HttpResponseMessage(HttpStatusCode.ServiceUnavailable),
            "refused" => throw new HttpRequestException(HttpRequestError.ConnectionError, "no connection"),
            "content type" => StubHttp.Page("<html>", "text/html"),
            "no content type" => StubHttp.Page("a 1\n", null),
            "too large" => StubHttp.Page("# " + new string('x', 2 << 20) + "\n"),
            "damaged gzip" => Gzip(StubHttp.Page("a 1\n"), damage: true),
            "protobuf" => StubHttp.Page("", "application/vnd.google.protobuf"),
            _ => StubHttp.Page("a{\n"),
        });
        ScrapePool pool = Pool(http, new ScrapeConfig { JobName = "app", Discoveries = [Static("h:1")], Limits = new ScrapeLimits { BodySizeBytes = 1 << 20 } });
        await NextScrape(pool);
        _appender.Take();
        fails = true;
        await NextScrape(pool);
        List<string> lines = _appender.Take(withReports: true);
        Assert.Contains(lines, line => line.StartsWith("a{instance=\"h:1\", job=\"app\"} stale", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.StartsWith("up{instance=\"h:1\", job=\"app\"} 0", StringComparison.Ordinal));
        Assert.Equal(TargetHealth.Down, pool.Targets[0].Health);
        Assert.Contains(part, pool.Targets[0].LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Gzip_and_credentials_and_fallback()
    {
        string? authorization = null;
        using HttpClient http = StubHttp.Client(request =>
        {
            authorization = request.Headers.Authorization?.ToString();
            return Gzip(StubHttp.Page("a 1\n", null), damage: false);
        });
        ScrapePool pool = Pool(http, new ScrapeConfig
        {
            JobName = "app", Discoveries = [Static("h:1")], FallbackProtocol = "PrometheusText0.0.4", Authentication = HttpAuthentication.Basic("u", "p"),
        });
        await NextScrape(pool);
        Assert.Single(_appender.Take());
        Assert.Equal("Basic dTpw", authorization);
        Assert.Contains("using fallback_scrape_protocol", pool.Targets[0].LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_target_is_given_up_at_its_timeout()
    {
        using HttpClient http = StubHttp.Client(async (_, cancellation) =>
        {
            await Task.Delay(Timeout.Infinite, cancellation);
            return StubHttp.Page("");
        });
        ScrapePool pool = Pool(http, new ScrapeConfig { JobName = "app", Timeout = TimeSpan.FromSeconds(3), Discoveries = [Static("h:1")] });
        await pool.RunOnceAsync(CancellationToken.None);
        _time.Advance(pool.NextDue - _time.GetUtcNow());
        Task scrape = pool.RunOnceAsync(CancellationToken.None).AsTask();
        Assert.False(scrape.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(3));
        await scrape;
        Assert.Equal("Get \"http://h:1/metrics\": context deadline exceeded", pool.Targets[0].LastError);
        Assert.Contains(_appender.Take(withReports: true), line => line.StartsWith("scrape_duration_seconds{instance=\"h:1\", job=\"app\"} 3 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cancellation_leaves_no_outcome()
    {
        using var stop = new CancellationTokenSource();
        using HttpClient http = StubHttp.Client(async (_, cancellation) =>
        {
            await stop.CancelAsync();
            cancellation.ThrowIfCancellationRequested();
            return StubHttp.Page("");
        });
        ScrapePool pool = Pool(http, new ScrapeConfig { JobName = "app", Discoveries = [Static("h:1")] });
        await pool.RunOnceAsync(stop.Token);
        _time.Advance(pool.NextDue - _time.GetUtcNow());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pool.RunOnceAsync(stop.Token));
        Assert.Empty(_appender.Lines);
    }

    [Fact]
    public async Task A_target_that_is_gone_is_ended()
    {
        var discovery = new ChangingDiscovery { Groups = [new TargetGroup("x", ["h:1", "h:2"], Labels.Empty)] };
        using HttpClient http = StubHttp.Client(_ => StubHttp.Page("a 1\n"));
        ScrapePool pool = Pool(http, new ScrapeConfig { JobName = "app", Interval = TimeSpan.FromSeconds(10), Discoveries = [discovery] });
        await pool.RunOnceAsync(CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(10));
        await pool.RunOnceAsync(CancellationToken.None);
        Assert.Equal(2, _appender.Take().Count);
        discovery.Groups = [new TargetGroup("x", ["h:2"], Labels.Empty)];
        _time.Advance(TimeSpan.FromSeconds(60));
        await pool.RunOnceAsync(CancellationToken.None);
        string[] stale = _appender.Take(withReports: true).Where(line => line.Contains("h:1", StringComparison.Ordinal)).ToArray();
        Assert.Equal(6, stale.Length);
        Assert.All(stale, line => Assert.Contains(" stale @", line, StringComparison.Ordinal));
        Assert.Equal("h:2", Assert.Single(pool.Targets).Target.Labels["instance"]);
        await pool.StopAsync(CancellationToken.None);
        Assert.Equal(6, _appender.Take(withReports: true).Count(line => line.Contains(" stale @", StringComparison.Ordinal)));
        Assert.Empty(pool.Targets);
    }

    [Fact]
    public async Task Targets_are_relabelled_dropped_and_limited()
    {
        var config = new ScrapeConfig
        {
            JobName = "app",
            Discoveries = [Static("keep:1", "drop:2", "keep:3")],
            RelabelRules =
            [
                new RelabelRule(RelabelAction.Drop, "drop:.*") { SourceLabels = ["__address__"] },
                new RelabelRule(RelabelAction.Replace, "(.*):.*") { SourceLabels = ["__address__"], TargetLabel = "instance" },
                new RelabelRule { TargetLabel = "__metrics_path__", Replacement = "/m" },
                new RelabelRule { TargetLabel = "__scrape_interval__", Replacement = "20s" },
                new RelabelRule { TargetLabel = "__tmp", Replacement = "x" },
            ],
        };
        using HttpClient http = StubHttp.Client(_ => StubHttp.Page(""));
        ScrapePool pool = Pool(http, config);
        await pool.RunOnceAsync(CancellationToken.None);
        Assert.Equal(2, pool.Targets.Count);
        ScrapeTarget target = pool.Targets[0].Target;
        Assert.Equal("{instance=\"keep\", job=\"app\"}", target.Labels.ToString());
        Assert.Equal(("http://keep:1/m", 20), (target.Url.ToString(), target.Interval.TotalSeconds));
        Assert.Equal("drop:2", Assert.Single(pool.DroppedTargets)["__address__"]);

        pool = Pool(http, config with { Limits = new ScrapeLimits { TargetCount = 1 } });
        await pool.RunOnceAsync(CancellationToken.None);
        Assert.Empty(pool.Targets);
        Assert.Contains("target_limit exceeded", pool.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_store_is_an_error_of_the_target_and_scraping_goes_on()
    {
        using HttpClient http = StubHttp.Client(_ => StubHttp.Page("a 1\n"));
        ScrapePool pool = Pool(http, new ScrapeConfig { JobName = "app", Discoveries = [Static("h:1")] });
        _appender.Failure = new StoreUnavailableException("disk full");
        await NextScrape(pool);
        Assert.Equal((TargetHealth.Down, "disk full"), (pool.Targets[0].Health, pool.Targets[0].LastError));
        _appender.Failure = null;
        await NextScrape(pool);
        Assert.Equal(TargetHealth.Up, pool.Targets[0].Health);
    }

    [Fact]
    public async Task The_manager_runs_until_it_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        using HttpClient http = StubHttp.Client(_ => StubHttp.Page("a 1\n"));
        var config = new ScrapeConfig { JobName = "app", Interval = TimeSpan.FromSeconds(10), Discoveries = [Static("h:1")] };
        var pools = new ScrapePools([config], _appender, http, new Limits(), _time);
        ScrapePool pool = pools.Pools[0];
        Task run = pools.RunAsync(stop.Token);
        for (int i = 0; i < 3; i++)
        {
            DateTimeOffset due = pool.NextDue;
            _time.Advance(due - _time.GetUtcNow());
            while (pool.Targets[0].LastScrape != due || _time.ArmedTimerCount != 1)
            {
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await run;
    }

    private ScrapePool Pool(HttpClient http, ScrapeConfig config) => new(config, _appender, http, new Limits(), _time);

    private async Task NextScrape(ScrapePool pool)
    {
        await pool.RunOnceAsync(CancellationToken.None);
        _time.Advance(pool.NextDue - _time.GetUtcNow());
        await pool.RunOnceAsync(CancellationToken.None);
    }

    private static StaticDiscovery Static(params string[] targets) => new([new TargetGroup("static", targets, Labels.Empty)]);

    private static Dictionary<string, IReadOnlyList<string>> Params(string name, params string[] values) => new() { [name] = values };

    private static HttpResponseMessage Gzip(HttpResponseMessage page, bool damage)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes("a 1\n"));
        }

        byte[] bytes = packed.ToArray();
        bytes[0] ^= damage ? (byte)0xFF : (byte)0;
        var content = new ByteArrayContent(bytes);
        content.Headers.ContentEncoding.Add("gzip");
        if (page.Content.Headers.ContentType is { } type)
        {
            content.Headers.ContentType = type;
        }

        page.Content = content;
        return page;
    }

    private sealed class ChangingDiscovery : ITargetDiscovery
    {
        public IReadOnlyList<TargetGroup> Groups { get; set; } = [];

        public TimeSpan RefreshInterval => TimeSpan.FromSeconds(30);

        public string? LastError => null;

        public ValueTask<IReadOnlyList<TargetGroup>> RefreshAsync(CancellationToken cancellationToken) => ValueTask.FromResult(Groups);
    }
}
