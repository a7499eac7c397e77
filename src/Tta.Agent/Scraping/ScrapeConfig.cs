// Spec: Prometheus configuration, scrape_config.
using Tta.Agent.Discovery;
using Tta.Agent.Relabeling;

namespace Tta.Agent.Scraping;

/// <summary>How one set of targets is scraped. Immutable.</summary>
public sealed record ScrapeConfig
{
    /// <summary>Value of the label job; unique among the configurations.</summary>
    public required string JobName { get; init; }

    /// <summary>Time between two scrapes of a target. Default 1 minute.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest scrape, at most the interval. Default 10 seconds.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Path of the page. Default /metrics.</summary>
    public string MetricsPath { get; init; } = "/metrics";

    /// <summary>http or https. Default http.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>URL parameters.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Params { get; init; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>True lets scraped labels win over target labels; false renames them exported_... Default false.</summary>
    public bool HonorLabels { get; init; }

    /// <summary>True takes timestamps of the page. Default true.</summary>
    public bool HonorTimestamps { get; init; } = true;

    /// <summary>Protocol to assume where a target says none, such as PrometheusText0.0.4; null fails the scrape.</summary>
    public string? FallbackProtocol { get; init; }

    /// <summary>Credentials.</summary>
    public HttpAuthentication Authentication { get; init; } = HttpAuthentication.None;

    /// <summary>Limits.</summary>
    public ScrapeLimits Limits { get; init; } = new();

    /// <summary>Targets.</summary>
    public IReadOnlyList<ITargetDiscovery> Discoveries { get; init; } = [];

    /// <summary>Rules for targets.</summary>
    public IReadOnlyList<RelabelRule> RelabelRules { get; init; } = [];

    /// <summary>Rules for series.</summary>
    public IReadOnlyList<RelabelRule> MetricRelabelRules { get; init; } = [];

    /// <summary>
    /// True for the service.instance.id of a process that pushes the same series by OTLP already. A page whose target_info names such
    /// an instance is not stored, only up and scrape_*. Null stores every page.
    /// </summary>
    public Func<string, bool>? SkipIfPushed { get; init; }
}
