using Tta.Model;

namespace Tta.Agent.Scraping;

/// <summary>Drives scrape pools at their times, by one caller; the lists may be read from anywhere.</summary>
public sealed class ScrapePools
{
    private const double LongestDelayMs = 86_400_000;

    private readonly TimeProvider _time;

    /// <summary>Creates one pool per configuration; nothing runs yet.</summary>
    /// <param name="configs">Configurations.</param>
    /// <param name="appender">Where samples go.</param>
    /// <param name="http">Client without a timeout of its own; reuse one for all.</param>
    /// <param name="limits">Bounds of every page.</param>
    /// <param name="time">Clock.</param>
    public ScrapePools(IReadOnlyList<ScrapeConfig> configs, IMetricAppender appender, HttpClient http, Limits limits, TimeProvider time)
    {
        _time = time;
        var pools = new ScrapePool[configs.Count];
        for (int i = 0; i < pools.Length; i++)
        {
            pools[i] = new ScrapePool(configs[i], appender, http, limits, time);
        }

        Pools = pools;
    }

    /// <summary>The pools, in the order of the configurations.</summary>
    public IReadOnlyList<ScrapePool> Pools { get; }

    /// <summary>Starts what is due and waits for it; for driving by hand.</summary>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        foreach (ScrapePool pool in Pools)
        {
            await pool.RunOnceAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Scrapes until it is cancelled, then waits for the scrapes that run. A slow target delays nobody else.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pools = new Task[Pools.Count];
        for (int i = 0; i < pools.Length; i++)
        {
            pools[i] = DriveAsync(Pools[i], cancellationToken);
        }

        await Task.WhenAll(pools).ConfigureAwait(false);
    }

    private async Task DriveAsync(ScrapePool pool, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await pool.StartAsync(cancellationToken).ConfigureAwait(false);
                // Timers count whole milliseconds and cut the rest: rounded up, so that the last fraction is slept, not spun.
                double delayMs = Math.Ceiling((pool.NextDue - _time.GetUtcNow()).TotalMilliseconds);
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Clamp(delayMs, 0, LongestDelayMs)), _time, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await pool.WhenIdleAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
