// Spec: Prometheus configuration, scrape_config, static_config, file_sd_config, http_sd_config.
using Tta.Agent.Discovery;
using Tta.Agent.Scraping;
using Tta.Model;
using Tta.Wire.Exposition;

namespace Tta.Agent.Configuration;

/// <summary>Reads scrape configurations on top of the global defaults.</summary>
internal sealed class ScrapeConfigReader(ScrapeConfig defaults, string folder, HttpClient http)
{
    private static readonly string[] s_unsupportedDiscovery =
    [
        "azure_sd_configs", "consul_sd_configs", "digitalocean_sd_configs", "dns_sd_configs", "docker_sd_configs", "dockerswarm_sd_configs", "ec2_sd_configs",
        "eureka_sd_configs", "gce_sd_configs", "hetzner_sd_configs", "ionos_sd_configs", "kubernetes_sd_configs", "kuma_sd_configs", "lightsail_sd_configs",
        "linode_sd_configs", "marathon_sd_configs", "nerve_sd_configs", "nomad_sd_configs", "openstack_sd_configs", "ovhcloud_sd_configs",
        "puppetdb_sd_configs", "scaleway_sd_configs", "serverset_sd_configs", "stackit_sd_configs", "triton_sd_configs", "uyuni_sd_configs",
        "vultr_sd_configs",
    ];

    public ScrapeConfig Read(YamlMap map)
    {
        TimeSpan interval = map.Duration("scrape_interval", defaults.Interval);
        TimeSpan timeout = map.Duration("scrape_timeout", defaults.Timeout < interval ? defaults.Timeout : interval);
        if (timeout > interval)
        {
            throw map.Problem($"scrape timeout greater than scrape interval for scrape config with job name \"{map.Text("job_name")}\"");
        }

        string? fallback = map.Text("fallback_scrape_protocol");
        if (fallback is not null && !ExpositionContentType.TryParseProtocol(fallback, out _))
        {
            throw map.ProblemAt("fallback_scrape_protocol", $"unknown scrape protocol \"{fallback}\"; PrometheusText0.0.4 is one");
        }

        var config = defaults with
        {
            JobName = map.Required("job_name"),
            Interval = interval,
            Timeout = timeout,
            MetricsPath = map.Text("metrics_path") ?? defaults.MetricsPath,
            Scheme = map.Text("scheme") ?? defaults.Scheme,
            HonorLabels = map.Flag("honor_labels", defaults.HonorLabels),
            HonorTimestamps = map.Flag("honor_timestamps", defaults.HonorTimestamps),
            Params = ReadParams(map.Map("params")),
            FallbackProtocol = fallback,
            Authentication = HttpSettings.Read(map, folder),
            Limits = ReadLimits(map, defaults.Limits),
            RelabelRules = RelabelReader.Read(map, "relabel_configs"),
            MetricRelabelRules = RelabelReader.Read(map, "metric_relabel_configs"),
            Discoveries = ReadDiscoveries(map),
        };
        map.Ignore("scrape_protocols", "scrape_native_histograms", "scrape_classic_histograms", "always_scrape_classic_histograms",
            "convert_classic_histograms_to_nhcb", "track_timestamps_staleness", "enable_compression", "keep_dropped_targets", "extra_scrape_metrics",
            "metric_name_validation_scheme", "metric_name_escaping_scheme", "native_histogram_bucket_limit", "native_histogram_min_bucket_factor");
        RefuseDiscovery(map);
        map.Done();
        return config;
    }

    public static ScrapeLimits ReadLimits(YamlMap map, ScrapeLimits otherwise) => new()
    {
        BodySizeBytes = map.Has("body_size_limit") ? map.Size("body_size_limit") : otherwise.BodySizeBytes,
        SampleCount = (int)map.Number("sample_limit", otherwise.SampleCount),
        LabelCount = (int)map.Number("label_limit", otherwise.LabelCount),
        LabelNameBytes = (int)map.Number("label_name_length_limit", otherwise.LabelNameBytes),
        LabelValueBytes = (int)map.Number("label_value_length_limit", otherwise.LabelValueBytes),
        TargetCount = (int)map.Number("target_limit", otherwise.TargetCount),
    };

    public static List<TargetGroup> ReadGroups(List<YamlMap> maps, string source)
    {
        var groups = new List<TargetGroup>();
        foreach (YamlMap map in maps)
        {
            var labels = new LabelsBuilder();
            foreach ((string name, string value) in map.TextPairs("labels"))
            {
                labels.Set(name, value);
            }

            groups.Add(new TargetGroup($"{source}:{groups.Count}", map.Texts("targets"), labels.Build()));
            map.Done();
        }

        return groups;
    }

    public static void RefuseDiscovery(YamlMap map)
    {
        foreach (string key in s_unsupportedDiscovery)
        {
            map.Refuse(key, "use static_configs, file_sd_configs or http_sd_configs");
        }
    }

    private List<ITargetDiscovery> ReadDiscoveries(YamlMap map)
    {
        var discoveries = new List<ITargetDiscovery>();
        List<TargetGroup> groups = ReadGroups(map.Maps("static_configs"), map.Path);
        if (groups.Count > 0)
        {
            discoveries.Add(new StaticDiscovery(groups));
        }

        foreach (YamlMap file in map.Maps("file_sd_configs"))
        {
            discoveries.Add(new FileDiscovery(
                file.Texts("files").ConvertAll(path => Path.Combine(folder, path)), file.Duration("refresh_interval", TimeSpan.FromMinutes(5))));
            file.Done();
        }

        foreach (YamlMap source in map.Maps("http_sd_configs"))
        {
            if (!Uri.TryCreate(source.Required("url"), UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            {
                throw source.ProblemAt("url", "url must start with http:// or https://");
            }

            discoveries.Add(new HttpDiscovery(url, source.Duration("refresh_interval", TimeSpan.FromMinutes(1)), HttpSettings.Read(source, folder), http));
            source.Done();
        }

        return discoveries;
    }

    private static Dictionary<string, IReadOnlyList<string>> ReadParams(YamlMap? map)
    {
        var result = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (string name in map?.Keys ?? [])
        {
            result[name] = map!.Texts(name);
        }

        return result;
    }
}
