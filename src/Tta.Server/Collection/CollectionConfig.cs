using Tta.Agent.Configuration;
using Tta.Agent.Scraping;
using Tta.Server.Hosting;

namespace Tta.Server.Collection;

/// <summary>What the configuration files ask for.</summary>
internal static class CollectionConfig
{
    /// <summary>Reads every file; what this server does not run is a warning, never silence.</summary>
    /// <exception cref="ServerStartException">A file is missing, malformed or of another kind; the message names file, line and key.</exception>
    public static IReadOnlyList<ScrapeConfig> Load(IReadOnlyList<string> files, HttpClient http, ILogger logger)
    {
        var configs = new List<ScrapeConfig>();
        foreach (string file in files)
        {
            PrometheusConfig config = Load(file, http);
            foreach (string warning in config.Warnings.Concat(NotRun(config)))
            {
                logger.LogWarning(ServerEvents.ConfigurationWarning, "{File}: {Warning}", file, warning);
            }

            configs.AddRange(config.ScrapeConfigs);
        }

        return configs;
    }

    private static PrometheusConfig Load(string file, HttpClient http)
    {
        if (Path.GetExtension(file) is not (".yml" or ".yaml" or ".json"))
        {
            throw new ServerStartException($"--config {file}: only Prometheus configuration files (.yml) can be read");
        }

        try
        {
            return PrometheusConfigFile.Load(file, http);
        }
        catch (Exception e) when (e is PrometheusConfigException or IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException(e is PrometheusConfigException ? $"--config {e.Message}" : $"--config {file}: {e.Message}", e);
        }
    }

    private static IEnumerable<string> NotRun(PrometheusConfig config)
    {
        if (config.RuleFiles.Count > 0)
        {
            yield return "rule_files: this version evaluates no rules";
        }

        if (config.Alertmanagers.Count > 0)
        {
            yield return "alerting: this version sends no alerts";
        }

        if (config.RemoteWrites.Count > 0)
        {
            yield return "remote_write: this version forwards nothing";
        }
    }
}
