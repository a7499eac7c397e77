// Spec: Prometheus configuration file (docs/configuration). Differences: service discovery by static, file and HTTP only; settings of
// Prometheus' own storage, tracing and query log are accepted without effect.
using Tta.Agent.Discovery;
using Tta.Agent.Scraping;
using Tta.Model;

namespace Tta.Agent.Configuration;

/// <summary>Reads prometheus.yml. Unknown keys are errors that name file, line and the nearest known key.</summary>
public static class PrometheusConfigFile
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">File; relative paths inside it are relative to its folder.</param>
    /// <param name="http">Client for HTTP discovery.</param>
    /// <exception cref="PrometheusConfigException">The file cannot be used.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PrometheusConfig Load(string path, HttpClient http)
    {
        using var reader = new StreamReader(path);
        return Parse(reader, path, http);
    }

    /// <summary>Reads text.</summary>
    /// <inheritdoc cref="Load"/>
    public static PrometheusConfig Parse(TextReader text, string path, HttpClient http)
    {
        YamlMap? file = YamlMap.Load(text, path);
        if (file is null)
        {
            return new PrometheusConfig();
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var warnings = new List<string>();
        ScrapeConfig defaults = ReadGlobal(file.Map("global"), out Labels externalLabels, out TimeSpan evaluationInterval);
        var scrapeReader = new ScrapeConfigReader(defaults, folder, http);
        var scrapes = new List<ScrapeConfig>();
        foreach (YamlMap map in file.Maps("scrape_configs"))
        {
            ScrapeConfig scrape = scrapeReader.Read(map);
            if (scrapes.Exists(other => other.JobName == scrape.JobName))
            {
                throw map.ProblemAt("job_name", $"found multiple scrape configs with job name \"{scrape.JobName}\"");
            }

            scrapes.Add(scrape);
        }

        var config = new PrometheusConfig
        {
            ExternalLabels = externalLabels,
            EvaluationInterval = evaluationInterval,
            RuleFiles = file.Texts("rule_files").ConvertAll(rule => Path.Combine(folder, rule)),
            ScrapeConfigs = scrapes,
            Alertmanagers = ReadAlerting(file.Map("alerting"), folder),
            RemoteWrites = file.Maps("remote_write").ConvertAll(map => ReadRemoteWrite(map, folder)),
            Warnings = warnings,
        };
        foreach (string key in (string[])["storage", "tracing", "runtime", "otlp"])
        {
            if (file.Has(key))
            {
                warnings.Add($"{path}: {key} has no effect here");
            }
        }

        file.Refuse("remote_read", "query this server and the other one as two data sources");
        file.Refuse("scrape_config_files", "write the configurations into this file");
        file.Done();
        return config;
    }

    private static ScrapeConfig ReadGlobal(YamlMap? global, out Labels externalLabels, out TimeSpan evaluationInterval)
    {
        var defaults = new ScrapeConfig { JobName = "" };
        externalLabels = Labels.Empty;
        evaluationInterval = TimeSpan.FromMinutes(1);
        if (global is null)
        {
            return defaults;
        }

        var labels = new LabelsBuilder();
        foreach ((string name, string value) in global.TextPairs("external_labels"))
        {
            labels.Set(name, value);
        }

        externalLabels = labels.Build();
        evaluationInterval = global.Duration("evaluation_interval", evaluationInterval);
        TimeSpan interval = global.Duration("scrape_interval", defaults.Interval);
        TimeSpan timeout = global.Duration("scrape_timeout", interval < defaults.Timeout ? interval : defaults.Timeout);
        if (timeout > interval)
        {
            throw global.Problem("global scrape timeout greater than scrape interval");
        }

        defaults = defaults with { Interval = interval, Timeout = timeout, Limits = ScrapeConfigReader.ReadLimits(global, defaults.Limits) };
        global.Ignore("query_log_file", "scrape_failure_log_file", "rule_query_offset", "keep_dropped_targets", "metric_name_validation_scheme",
            "metric_name_escaping_scheme", "scrape_protocols", "scrape_native_histograms", "convert_classic_histograms_to_nhcb",
            "always_scrape_classic_histograms", "extra_scrape_metrics");
        global.Done();
        return defaults;
    }

    private static List<AlertmanagerConfig> ReadAlerting(YamlMap? alerting, string folder)
    {
        var result = new List<AlertmanagerConfig>();
        if (alerting is null)
        {
            return result;
        }

        foreach (YamlMap map in alerting.Maps("alertmanagers"))
        {
            string scheme = map.Text("scheme") ?? "http";
            string prefix = (map.Text("path_prefix") ?? "").TrimEnd('/');
            var urls = new List<Uri>();
            foreach (TargetGroup group in ScrapeConfigReader.ReadGroups(map.Maps("static_configs"), map.Path))
            {
                foreach (string target in group.Targets)
                {
                    urls.Add(Uri.TryCreate($"{scheme}://{target}{prefix}", UriKind.Absolute, out Uri? url) ? url
                        : throw map.Problem($"\"{target}\" is not a host and port"));
                }
            }

            result.Add(new AlertmanagerConfig(urls, map.Duration("timeout", TimeSpan.FromSeconds(10)), HttpSettings.Read(map, folder)));
            ScrapeConfigReader.RefuseDiscovery(map);
            map.Ignore("api_version");
            map.Done();
        }

        alerting.Refuse("alert_relabel_configs", "set the labels in the alerting rules");
        alerting.Done();
        return result;
    }

    private static RemoteWriteConfig ReadRemoteWrite(YamlMap map, string folder)
    {
        var config = new RemoteWriteConfig
        {
            Url = Uri.TryCreate(map.Required("url"), UriKind.Absolute, out Uri? url) && url.Scheme is "http" or "https"
                ? url : throw map.ProblemAt("url", "url must start with http:// or https://"),
            Name = map.Text("name") ?? "",
            Timeout = map.Duration("remote_timeout", TimeSpan.FromSeconds(30)),
            Headers = map.TextPairs("headers"),
            WriteRelabelRules = RelabelReader.Read(map, "write_relabel_configs"),
            Authentication = HttpSettings.Read(map, folder),
        };
        map.Ignore("queue_config", "metadata_config", "send_exemplars", "send_native_histograms", "protobuf_message", "round_robin_dns");
        map.Done();
        return config;
    }
}
