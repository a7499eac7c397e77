using System.Globalization;
using Tta.Agent.Discovery;
using Tta.Agent.Scraping;
using Tta.Model;
using Tta.Server.Hosting;
using Tta.Server.Otlp;

namespace Tta.Server.Collection;

/// <summary>Scrapes the server itself, the application on the usual port, and what the configuration files name.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private const int ApplicationPort = 9464;
    private static readonly TimeSpan s_restartDelay = TimeSpan.FromSeconds(5);
    private readonly CancellationTokenSource _stop = new();
    private readonly ScrapePools _pools;
    private readonly Task _run;

    /// <summary>Starts scraping.</summary>
    /// <param name="configured">Scrape configurations of the user.</param>
    /// <param name="http">Client to scrape with.</param>
    /// <param name="options">Options of the server.</param>
    /// <param name="listeners">Ports of the server.</param>
    /// <param name="appender">Where samples go.</param>
    /// <param name="pushed">Processes whose metrics come by OTLP already.</param>
    /// <param name="logger">Where a failure of the whole is told.</param>
    public Collector(
        IReadOnlyList<ScrapeConfig> configured, HttpClient http, ServerOptions options, Listeners listeners, IMetricAppender appender,
        PushedInstances pushed, ILogger logger)
    {
        _pools = new ScrapePools(
            [.. BuiltIn(options, listeners, pushed), .. configured], appender, http, options.Limits, options.TimeProvider);
        _run = RunAsync(options.TimeProvider, logger);
    }

    /// <summary>The client for scraping: no proxy, no cookies, the timeouts are those of each target.</summary>
    public static HttpClient CreateClient() => new(new SocketsHttpHandler { UseProxy = false, UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };

    public IReadOnlyList<ScrapePool> Pools => _pools.Pools;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync(TimeProvider time, ILogger logger)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await _pools.RunAsync(_stop.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                logger.LogError(ServerEvents.BackgroundFailed, e, "scraping failed; it starts again in {Delay}", s_restartDelay);
                await Task.Delay(s_restartDelay, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static IEnumerable<ScrapeConfig> BuiltIn(ServerOptions options, Listeners listeners, PushedInstances pushed)
    {
        Listener self = listeners["agent"].Problem is null ? listeners["agent"] : listeners["ui"];
        yield return Config("tta", self.Port, options) with
        {
            Authentication = options.Token is { } token ? HttpAuthentication.Header("Bearer", token) : HttpAuthentication.None,
        };
        if (!options.AnyPorts)
        {
            yield return Config("tta-dev-app", ApplicationPort + options.PortOffset, options) with { SkipIfPushed = pushed.Contains };
        }
    }

    private static ScrapeConfig Config(string job, int port, ServerOptions options)
    {
        string target = string.Create(CultureInfo.InvariantCulture, $"{(options.IsLoopback ? "127.0.0.1" : options.Listen)}:{port}");
        return new ScrapeConfig
        {
            JobName = job,
            Interval = options.ScrapeInterval,
            Timeout = options.ScrapeInterval < TimeSpan.FromSeconds(10) ? options.ScrapeInterval : TimeSpan.FromSeconds(10),
            Discoveries = [new StaticDiscovery([new TargetGroup(job, [target], Labels.Empty)])],
        };
    }
}
