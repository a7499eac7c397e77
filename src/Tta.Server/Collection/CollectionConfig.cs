using Tta.Agent.Configuration;
using Tta.Agent.Scraping;
using Tta.Query.PromQl;
using Tta.Server.Hosting;

namespace Tta.Server.Collection;

/// <summary>What the configuration files ask for.</summary>
/// <param name="Scrapes">What to scrape.</param>
/// <param name="Rules">What to record.</param>
internal sealed record CollectionConfig(IReadOnlyList<ScrapeConfig> Scrapes, IReadOnlyList<RuleGroup> Rules)
{
    /// <summary>Reads every file; what this server does not run is a warning, never silence.</summary>
    /// <exception cref="ServerStartException">A file is missing, malformed or of another kind; the message names file, line and key.</exception>
    public static CollectionConfig Load(IReadOnlyList<string> files, HttpClient http, ILogger logger)
    {
        var scrapes = new List<ScrapeConfig>();
        var rules = new List<RuleGroup>();
        foreach (string file in files)
        {
            PrometheusConfig config = Load(file, http);
            List<RuleGroup> ofFile = LoadRules(file, config);
            foreach (string warning in config.Warnings.Concat(NotRun(config, ofFile)))
            {
                logger.LogWarning(ServerEvents.ConfigurationWarning, "{File}: {Warning}", file, warning);
            }

            scrapes.AddRange(config.ScrapeConfigs);
            rules.AddRange(ofFile);
        }

        return new CollectionConfig(scrapes, rules);
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

    private static List<RuleGroup> LoadRules(string file, PrometheusConfig config)
    {
        var groups = new List<RuleGroup>();
        try
        {
            foreach (string path in config.RuleFiles.SelectMany(static pattern => RuleFile.Find(pattern)))
            {
                groups.AddRange(RuleFile.Load(path, config.EvaluationInterval));
            }
        }
        catch (PrometheusConfigException e)
        {
            throw new ServerStartException($"--config {file}, rule_files: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServerStartException($"--config {file}, rule_files: {e.Message}", e);
        }

        foreach (RecordingRule rule in groups.SelectMany(static group => group.Rules))
        {
            try
            {
                _ = PromQlParser.Parse(rule.Expression);
            }
            catch (PromQlParseException e)
            {
                throw new ServerStartException($"--config {file}, rule_files: rule {rule.Record}: {e.Message}", e);
            }
        }

        return groups;
    }

    private static IEnumerable<string> NotRun(PrometheusConfig config, List<RuleGroup> rules)
    {
        if (rules.Sum(static group => group.AlertingRuleCount) is > 0 and var alerts)
        {
            yield return $"rule_files: {alerts} alerting rules are not evaluated; recording rules are";
        }

        if (config.RuleFiles.Count > 0 && rules.Count == 0)
        {
            yield return $"rule_files: no groups of rules in {string.Join(", ", config.RuleFiles)}";
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
