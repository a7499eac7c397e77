// Spec: Prometheus scrape loop. Differences: a series that has its own timestamps is never ended; _created lines of OpenMetrics are
// start times, which the store does not keep, and not series.
using Tta.Model;
using Tta.Wire.Exposition;

namespace Tta.Agent.Scraping;

/// <summary>Scrapes one target. One scrape at a time; <see cref="Status"/> may be read from anywhere.</summary>
public sealed class ScrapeLoop
{
    private readonly ScrapeConfig _config;
    private readonly ScrapeClient _client;
    private readonly IMetricAppender _appender;
    private readonly TimeProvider _time;
    private readonly ScrapePage _page;
    private readonly ReportSeries _report;
    private readonly MetricBatch _batch = new();
    private volatile TargetStatus _status;

    /// <summary>Creates the loop of a target.</summary>
    /// <param name="config">Configuration of its job.</param>
    /// <param name="target">Target.</param>
    /// <param name="appender">Where samples go.</param>
    /// <param name="http">Client without a timeout of its own.</param>
    /// <param name="limits">Bounds of every page.</param>
    /// <param name="time">Clock.</param>
    public ScrapeLoop(ScrapeConfig config, ScrapeTarget target, IMetricAppender appender, HttpClient http, Limits limits, TimeProvider time)
    {
        _config = config;
        Target = target;
        _client = new ScrapeClient(config, http, limits);
        _appender = appender;
        _time = time;
        _page = new ScrapePage(config, target.Labels);
        _report = new ReportSeries(target.Labels);
        _status = new TargetStatus(config.JobName, target, TargetHealth.Unknown, "", default, default, 0);
    }

    /// <summary>The target.</summary>
    public ScrapeTarget Target { get; }

    /// <summary>Outcome of the last scrape.</summary>
    public TargetStatus Status => _status;

    /// <summary>Scrapes once and stores the outcome; a failure is an outcome too (up = 0).</summary>
    /// <param name="scheduled">When the scrape was due; samples get this time when it is at most 2 ms ago, which keeps their distance even.</param>
    /// <param name="cancellationToken">Ends the scrape without an outcome.</param>
    public async ValueTask RunOnceAsync(DateTimeOffset scheduled, CancellationToken cancellationToken)
    {
        DateTimeOffset start = _time.GetUtcNow();
        long startTimestamp = _time.GetTimestamp();
        TimeSpan late = start - scheduled;
        long timeMs = (late >= TimeSpan.Zero && late <= TimeSpan.FromMilliseconds(2) ? scheduled : start).ToUnixTimeMilliseconds();
        _batch.Clear();
        (PageResult page, string? warning) = await ScrapeAsync(timeMs, cancellationToken).ConfigureAwait(false);
        TimeSpan duration = _time.GetElapsedTime(startTimestamp);
        _report.Add(_batch, timeMs, page, duration.TotalSeconds);
        string error = page.Error ?? warning ?? "";
        TargetHealth health = page.Error is null ? TargetHealth.Up : TargetHealth.Down;
        string? problem = await AppendAsync(cancellationToken).ConfigureAwait(false);
        _status = new TargetStatus(
            _config.JobName, Target, problem is null ? health : TargetHealth.Down, problem ?? error, start, duration, page.ScrapedCount);
    }

    /// <summary>Ends all series: the target is no longer configured.</summary>
    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        long timeMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
        _batch.Clear();
        _page.AddStaleMarkers(timeMs, _batch);
        if (_status.Health != TargetHealth.Unknown)
        {
            _report.AddStaleMarkers(_batch, timeMs);
        }

        if (_batch.Samples.Count > 0)
        {
            await AppendAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<(PageResult Page, string? Warning)> ScrapeAsync(long timeMs, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Target.Timeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        string error;
        try
        {
            ScrapeResponse response = await _client.GetAsync(Target, linked.Token).ConfigureAwait(false);
            using (response.Page)
            {
                bool isKnown = ExpositionContentType.TryChoose(response.ContentType, _config.FallbackProtocol, out ExpositionFormat format, out string? message);
                if (isKnown && format != ExpositionFormat.Protobuf)
                {
                    return (_page.Add(response.Page.Span, format, timeMs, _batch), message);
                }

                error = message ?? "the protobuf exposition format is not supported";
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            error = $"Get \"{Target.Url}\": context deadline exceeded";
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException or UnauthorizedAccessException)
        {
            error = e is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } ? $"Get \"{Target.Url}\": {e.Message}" : e.Message;
        }

        _batch.Clear();
        _page.AddStaleMarkers(timeMs, _batch);
        return (new PageResult(error, 0, 0, 0), null);
    }

    // A full disk must not end scraping: the next scrape tries again.
    private async ValueTask<string?> AppendAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _appender.AppendAsync(_batch, cancellationToken).ConfigureAwait(false);
            return null;
        }
        catch (StoreUnavailableException e)
        {
            return e.Message;
        }
    }
}
