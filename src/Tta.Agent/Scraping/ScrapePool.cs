// Spec: Prometheus scrape pools: discovery, one loop per target, scrapes spread over the interval by a hash of the target.
using Tta.Agent.Discovery;
using Tta.Model;

namespace Tta.Agent.Scraping;

/// <summary>
/// All targets of one scrape configuration. <see cref="RunOnceAsync"/> starts what is due; one caller drives it, the lists may be
/// read from anywhere.
/// </summary>
public sealed class ScrapePool
{
    private readonly IMetricAppender _appender;
    private readonly HttpClient _http;
    private readonly Limits _limits;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, Scheduled> _loops = new(StringComparer.Ordinal);
    private readonly DateTimeOffset[] _nextRefresh;
    private readonly IReadOnlyList<TargetGroup>[] _groups;
    private volatile IReadOnlyList<ScrapeLoop> _active = [];
    private volatile IReadOnlyList<Labels> _dropped = [];

    /// <summary>Creates a pool; nothing runs yet.</summary>
    /// <param name="config">Configuration.</param>
    /// <param name="appender">Where samples go.</param>
    /// <param name="http">Client without a timeout of its own.</param>
    /// <param name="limits">Bounds of every page.</param>
    /// <param name="time">Clock.</param>
    public ScrapePool(ScrapeConfig config, IMetricAppender appender, HttpClient http, Limits limits, TimeProvider time)
    {
        Config = config;
        _appender = appender;
        _http = http;
        _limits = limits;
        _time = time;
        _nextRefresh = new DateTimeOffset[config.Discoveries.Count];
        _groups = new IReadOnlyList<TargetGroup>[config.Discoveries.Count];
        Array.Fill(_groups, []);
    }

    /// <summary>Configuration.</summary>
    public ScrapeConfig Config { get; }

    /// <summary>Targets that are scraped.</summary>
    public IReadOnlyList<TargetStatus> Targets
    {
        get
        {
            IReadOnlyList<ScrapeLoop> active = _active;
            var statuses = new TargetStatus[active.Count];
            for (int i = 0; i < statuses.Length; i++)
            {
                statuses[i] = active[i].Status;
            }

            return statuses;
        }
    }

    /// <summary>Labels of targets that a rule dropped.</summary>
    public IReadOnlyList<Labels> DroppedTargets => _dropped;

    /// <summary>What is wrong with discovery or with single targets; "" when nothing is.</summary>
    public string LastError { get; private set; } = "";

    /// <summary>When the next refresh or scrape is due.</summary>
    public DateTimeOffset NextDue
    {
        get
        {
            DateTimeOffset next = DateTimeOffset.MaxValue;
            foreach (DateTimeOffset refresh in _nextRefresh)
            {
                next = refresh < next ? refresh : next;
            }

            foreach (Scheduled scheduled in _loops.Values)
            {
                next = scheduled.NextDue < next ? scheduled.NextDue : next;
            }

            return next;
        }
    }

    /// <summary>
    /// Refreshes discoveries that are due and scrapes the targets that are due, each beside the others. The task ends when these
    /// scrapes have ended; a target whose last scrape still runs is left out.
    /// </summary>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(await StartAsync(cancellationToken).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>Ends the series of all targets, for a configuration that is taken away.</summary>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        foreach (Scheduled scheduled in _loops.Values)
        {
            await scheduled.Running.ConfigureAwait(false);
            await scheduled.Loop.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        _loops.Clear();
        _active = [];
    }

    /// <summary>Waits for the scrapes that run.</summary>
    internal Task WhenIdleAsync()
    {
        var running = new List<Task>();
        foreach (Scheduled scheduled in _loops.Values)
        {
            running.Add(scheduled.Running);
        }

        return Task.WhenAll(running);
    }

    /// <summary>As <see cref="RunOnceAsync"/>, but does not wait for the scrapes.</summary>
    internal async ValueTask<List<Task>> StartAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset now = _time.GetUtcNow();
        if (await RefreshAsync(now, cancellationToken).ConfigureAwait(false))
        {
            await SyncAsync(now, cancellationToken).ConfigureAwait(false);
        }

        var started = new List<Task>();
        foreach (Scheduled scheduled in _loops.Values)
        {
            if (scheduled.NextDue > now)
            {
                continue;
            }

            DateTimeOffset due = scheduled.NextDue;
            scheduled.NextDue = NextTick(scheduled.Loop.Target, now);
            if (scheduled.Running.IsCompleted)
            {
                if (scheduled.Running.IsFaulted)
                {
                    await scheduled.Running.ConfigureAwait(false);
                }

                scheduled.Running = scheduled.Loop.RunOnceAsync(due, cancellationToken).AsTask();
                started.Add(scheduled.Running);
            }
        }

        return started;
    }

    private async ValueTask<bool> RefreshAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        bool isRefreshed = false;
        for (int i = 0; i < _nextRefresh.Length; i++)
        {
            if (_nextRefresh[i] > now)
            {
                continue;
            }

            ITargetDiscovery discovery = Config.Discoveries[i];
            _groups[i] = await discovery.RefreshAsync(cancellationToken).ConfigureAwait(false);
            _nextRefresh[i] = discovery.RefreshInterval == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : now + discovery.RefreshInterval;
            isRefreshed = true;
        }

        return isRefreshed;
    }

    private async ValueTask SyncAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var wanted = new Dictionary<string, ScrapeTarget>(StringComparer.Ordinal);
        var dropped = new List<Labels>();
        string problem = BuildTargets(wanted, dropped);
        foreach ((string key, Scheduled scheduled) in new List<KeyValuePair<string, Scheduled>>(_loops))
        {
            if (!wanted.ContainsKey(key))
            {
                _loops.Remove(key);
                await scheduled.Running.ConfigureAwait(false);
                await scheduled.Loop.StopAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        foreach ((string key, ScrapeTarget target) in wanted)
        {
            if (!_loops.ContainsKey(key))
            {
                _loops[key] = new Scheduled(new ScrapeLoop(Config, target, _appender, _http, _limits, _time)) { NextDue = NextTick(target, now) };
            }
        }

        var active = new List<ScrapeLoop>();
        foreach (Scheduled scheduled in _loops.Values)
        {
            active.Add(scheduled.Loop);
        }

        LastError = problem;
        _active = active;
        _dropped = dropped;
    }

    private string BuildTargets(Dictionary<string, ScrapeTarget> wanted, List<Labels> dropped)
    {
        string problem = "";
        foreach (ITargetDiscovery discovery in Config.Discoveries)
        {
            problem = discovery.LastError ?? problem;
        }

        foreach (IReadOnlyList<TargetGroup> groups in _groups)
        {
            foreach (TargetGroup group in groups)
            {
                foreach (string address in group.Targets)
                {
                    ScrapeTarget? target = TargetBuilder.Build(Config, group, address, out Labels discovered, out string? targetProblem);
                    problem = targetProblem ?? problem;
                    if (target is not null)
                    {
                        wanted[$"{target.Url} {target.Labels} {target.Interval} {target.Timeout}"] = target;
                    }
                    else if (targetProblem is null)
                    {
                        dropped.Add(discovered);
                    }
                }
            }
        }

        int limit = Config.Limits.TargetCount;
        if (limit > 0 && wanted.Count > limit)
        {
            problem = $"target_limit exceeded (number of targets: {wanted.Count}, limit: {limit})";
            wanted.Clear();
        }

        return problem;
    }

    // The same place in every interval, also after a restart; targets differ in it.
    private static DateTimeOffset NextTick(ScrapeTarget target, DateTimeOffset now)
    {
        ulong hash = 14695981039346656037;
        foreach (char c in $"{target.Url} {target.Labels}")
        {
            hash = (hash ^ c) * 1099511628211;
        }

        long interval = target.Interval.Ticks;
        long offset = (long)(hash % (ulong)interval) / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond;
        long since = (now.UtcTicks - offset) % interval;
        return now.AddTicks(interval - since).ToUniversalTime();
    }

    private sealed class Scheduled(ScrapeLoop loop)
    {
        public ScrapeLoop Loop { get; } = loop;

        public DateTimeOffset NextDue { get; set; }

        public Task Running { get; set; } = Task.CompletedTask;
    }
}
