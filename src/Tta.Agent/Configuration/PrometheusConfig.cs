using Tta.Agent.Scraping;
using Tta.Model;

namespace Tta.Agent.Configuration;

/// <summary>A Prometheus configuration file. Immutable.</summary>
public sealed record PrometheusConfig
{
    /// <summary>Labels for everything that leaves this server.</summary>
    public Labels ExternalLabels { get; init; } = Labels.Empty;

    /// <summary>Time between two evaluations of rules. Default 1 minute.</summary>
    public TimeSpan EvaluationInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Rule files: paths, patterns not expanded.</summary>
    public IReadOnlyList<string> RuleFiles { get; init; } = [];

    /// <summary>Scrape configurations.</summary>
    public IReadOnlyList<ScrapeConfig> ScrapeConfigs { get; init; } = [];

    /// <summary>Alertmanagers.</summary>
    public IReadOnlyList<AlertmanagerConfig> Alertmanagers { get; init; } = [];

    /// <summary>Remote-write receivers.</summary>
    public IReadOnlyList<RemoteWriteConfig> RemoteWrites { get; init; } = [];

    /// <summary>What was accepted but has no effect here.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
