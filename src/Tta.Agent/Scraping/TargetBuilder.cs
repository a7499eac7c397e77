// Spec: Prometheus scrape targets: defaults, relabelling, and which labels survive it.
using System.Text;
using Tta.Agent.Configuration;
using Tta.Agent.Discovery;
using Tta.Agent.Relabeling;
using Tta.Model;

namespace Tta.Agent.Scraping;

/// <summary>Turns discovered addresses into targets.</summary>
internal static class TargetBuilder
{
    /// <summary>Builds one target. Null with a null problem = dropped by a rule.</summary>
    public static ScrapeTarget? Build(ScrapeConfig config, TargetGroup group, string address, out Labels discovered, out string? problem)
    {
        problem = null;
        discovered = Discovered(config, group, address);
        Labels? relabelled = RelabelRule.Apply(config.RelabelRules, discovered);
        if (relabelled is null)
        {
            return null;
        }

        if (relabelled["__address__"].Length == 0)
        {
            problem = "no address";
            return null;
        }

        bool haveTimes = PrometheusDuration.TryParse(relabelled["__scrape_interval__"], out TimeSpan interval)
            & PrometheusDuration.TryParse(relabelled["__scrape_timeout__"], out TimeSpan timeout);
        if (!haveTimes || interval <= TimeSpan.Zero || timeout <= TimeSpan.Zero || timeout > interval)
        {
            problem = $"scrape timeout {relabelled["__scrape_timeout__"]} or interval {relabelled["__scrape_interval__"]} of {address} is not usable";
            return null;
        }

        if (!TryBuildUrl(config, relabelled, out Uri? url))
        {
            problem = $"\"{relabelled["__scheme__"]}://{relabelled["__address__"]}{relabelled["__metrics_path__"]}\" is not a valid URL";
            return null;
        }

        return new ScrapeTarget(url!, Public(relabelled), discovered, interval, timeout);
    }

    private static Labels Discovered(ScrapeConfig config, TargetGroup group, string address)
    {
        LabelsBuilder labels = group.Labels.ToBuilder().Set("__address__", address);
        SetDefault(labels, LabelNames.Job, config.JobName);
        SetDefault(labels, "__scrape_interval__", PrometheusDuration.ToText(config.Interval));
        SetDefault(labels, "__scrape_timeout__", PrometheusDuration.ToText(config.Timeout));
        SetDefault(labels, "__metrics_path__", config.MetricsPath);
        SetDefault(labels, "__scheme__", config.Scheme);
        foreach ((string name, IReadOnlyList<string> values) in config.Params)
        {
            if (values.Count > 0)
            {
                SetDefault(labels, "__param_" + name, values[0]);
            }
        }

        return labels.Build();
    }

    private static Labels Public(Labels relabelled)
    {
        var labels = new LabelsBuilder();
        foreach (Label label in relabelled.Span)
        {
            if (!label.Name.StartsWith("__", StringComparison.Ordinal))
            {
                labels.Set(label.Name, label.Value);
            }
        }

        SetDefault(labels, LabelNames.Instance, relabelled["__address__"]);
        return labels.Build();
    }

    private static bool TryBuildUrl(ScrapeConfig config, Labels labels, out Uri? url)
    {
        const string Prefix = "__param_";
        var query = new StringBuilder();
        foreach ((string name, IReadOnlyList<string> values) in config.Params)
        {
            for (int i = 1; i < values.Count; i++)
            {
                Append(query, name, values[i]);
            }
        }

        foreach (Label label in labels.Span)
        {
            if (label.Name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                Append(query, label.Name[Prefix.Length..], label.Value);
            }
        }

        return Uri.TryCreate($"{labels["__scheme__"]}://{labels["__address__"]}{labels["__metrics_path__"]}{query}", UriKind.Absolute, out url)
            && url.Scheme is "http" or "https";
    }

    private static void Append(StringBuilder query, string name, string value) =>
        query.Append(query.Length == 0 ? '?' : '&').Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));

    private static void SetDefault(LabelsBuilder labels, string name, string value)
    {
        if (labels[name].Length == 0)
        {
            labels.Set(name, value);
        }
    }
}
