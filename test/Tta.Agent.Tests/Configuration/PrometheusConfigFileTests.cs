using System.Text;
using Tta.Agent.Configuration;
using Tta.Agent.Discovery;
using Tta.Agent.Relabeling;
using Tta.Agent.Scraping;

namespace Tta.Agent.Tests.Configuration;

public class PrometheusConfigFileTests
{
    private static readonly HttpClient s_http = StubHttp.Client(_ => StubHttp.Page(""));

    [Fact]
    public async Task A_whole_file()
    {
        PrometheusConfig config = Parse("""
            global:
              scrape_interval: 15s
              evaluation_interval: 30s
              external_labels: {cluster: home}
              sample_limit: 100
            rule_files: [rules/*.yml]
            alerting:
              alertmanagers:
                - path_prefix: /am/
                  static_configs: [{targets: ["localhost:9093"]}]
            remote_write:
              - url: https://example.org/push
                basic_auth: {username: u, password: secret}
                write_relabel_configs: [{action: labeldrop, regex: tmp_.*}]
            scrape_configs:
              - job_name: app
                scrape_interval: 5s
                metrics_path: /m
                honor_labels: true
                params: {module: [a, b]}
                body_size_limit: 10MB
                fallback_scrape_protocol: PrometheusText0.0.4
                authorization: {credentials: token}
                static_configs:
                  - targets: [one:1, two:2]
                    labels: {env: dev}
                file_sd_configs: [{files: [targets.json]}]
                http_sd_configs: [{url: "http://sd/", refresh_interval: 10s}]
                relabel_configs:
                  - source_labels: [__address__]
                    regex: (.*):.*
                    target_label: host
                metric_relabel_configs: [{source_labels: [__name__], regex: go_.*, action: drop}, {target_label: empty, replacement: ""}]
              - job_name: other
            storage: {tsdb: {retention: {time: 1d}}}
            """);
        Assert.Equal("{cluster=\"home\"}", config.ExternalLabels.ToString());
        Assert.Equal(TimeSpan.FromSeconds(30), config.EvaluationInterval);
        Assert.Equal(["/etc/p/rules/*.yml"], config.RuleFiles);
        Assert.Equal("http://localhost:9093/am", config.Alertmanagers[0].Urls[0].ToString());
        Assert.Equal("https://example.org/push", config.RemoteWrites[0].Url.ToString());
        Assert.Equal("Basic (secret)", config.RemoteWrites[0].Authentication.ToString());
        Assert.Single(config.RemoteWrites[0].WriteRelabelRules);
        Assert.Contains("storage has no effect", Assert.Single(config.Warnings), StringComparison.Ordinal);
        ScrapeConfig app = config.ScrapeConfigs[0];
        Assert.Equal(("app", 5, 5, "/m", true, 100, 10L << 20), (app.JobName, app.Interval.TotalSeconds, app.Timeout.TotalSeconds, app.MetricsPath, app.HonorLabels, app.Limits.SampleCount, app.Limits.BodySizeBytes));
        Assert.Equal(["a", "b"], app.Params["module"]);
        Assert.Equal(3, app.Discoveries.Count);
        IReadOnlyList<TargetGroup> groups = await app.Discoveries[0].RefreshAsync(CancellationToken.None);
        Assert.Equal(["one:1", "two:2"], groups[0].Targets);
        Assert.Equal(TimeSpan.FromSeconds(10), app.Discoveries[2].RefreshInterval);
        Assert.Equal((RelabelAction.Replace, "(.*):.*", "host", "$1"), (app.RelabelRules[0].Action, app.RelabelRules[0].Pattern, app.RelabelRules[0].TargetLabel, app.RelabelRules[0].Replacement));
        Assert.Equal("", app.MetricRelabelRules[1].Replacement);
        Assert.Equal((15, 10), (config.ScrapeConfigs[1].Interval.TotalSeconds, config.ScrapeConfigs[1].Timeout.TotalSeconds));
    }

    [Theory]
    [InlineData("scrape_config: []", "p.yml:1:1: unknown key \"scrape_config\" in the file; did you mean \"scrape_configs\"?")]
    [InlineData("scrape_configs:\n- job_name: a\n  metric_path: /x", "p.yml:3:3: unknown key \"metric_path\" in scrape_configs[0]; did you mean \"metrics_path\"?")]
    [InlineData("scrape_configs:\n- job_name: a\n  kubernetes_sd_configs: []", "p.yml:3:3: kubernetes_sd_configs in scrape_configs[0] is not supported here; use static_configs")]
    [InlineData("scrape_configs:\n- metrics_path: /x", "scrape_configs[0] needs job_name")]
    [InlineData("scrape_configs:\n- job_name: a\n- job_name: a", "p.yml:3:13: found multiple scrape configs with job name \"a\"")]
    [InlineData("scrape_configs:\n- job_name: a\n  scrape_interval: 5x", "p.yml:3:20: not a valid duration string: \"5x\"")]
    [InlineData("scrape_configs:\n- job_name: a\n  scrape_interval: 5s\n  scrape_timeout: 6s", "scrape timeout greater than scrape interval")]
    [InlineData("scrape_configs:\n- job_name: a\n  honor_labels: maybe", "honor_labels must be true or false")]
    [InlineData("scrape_configs:\n- job_name: a\n  relabel_configs: [{action: replace}]", "requires 'target_label'")]
    [InlineData("scrape_configs:\n- job_name: a\n  relabel_configs: [{action: frobnicate}]", "unknown relabel action \"frobnicate\"")]
    [InlineData("scrape_configs:\n- job_name: a\n  relabel_configs: [{regex: '('}]", "error parsing regexp")]
    [InlineData("scrape_configs:\n- job_name: a\n  basic_auth: {username: u}\n  bearer_token: t", "at most one of")]
    [InlineData("scrape_configs:\n- job_name: a\n  tls_config: {}", "tls_config in scrape_configs[0] is not supported here")]
    [InlineData("scrape_configs:\n- job_name: a\n  body_size_limit: 10XB", "must be a size such as 10MB")]
    [InlineData("scrape_configs: {}", "scrape_configs must be a list")]
    [InlineData("scrape_configs:\n- a", "scrape_configs[0] must be a mapping")]
    [InlineData("global: {scrape_intervall: 1s}", "did you mean \"scrape_interval\"?")]
    [InlineData("? [a]\n: b", "must be text")]
    [InlineData("a: [", "p.yml:")]
    [InlineData("global: {}\nglobal: {}", "p.yml:")]
    [InlineData("remote_write: [{url: 'ftp://x'}]", "url must start with http")]
    public void Mistakes_are_named_with_file_line_and_hint(string yaml, string part) =>
        Assert.Contains(part, Assert.Throws<PrometheusConfigException>(() => Parse(yaml)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing")]
    [InlineData("global:\nscrape_configs:\n")]
    public void An_empty_file_is_an_empty_configuration(string yaml) => Assert.Empty(Parse(yaml).ScrapeConfigs);

    [Fact]
    public void A_file_of_the_disk()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():n}.yml");
        File.WriteAllText(path, "rule_files: [r.yml]\n", Encoding.UTF8);
        try
        {
            Assert.Equal([Path.Combine(Path.GetTempPath(), "r.yml")], PrometheusConfigFile.Load(path, s_http).RuleFiles);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static PrometheusConfig Parse(string yaml)
    {
        using var text = new StringReader(yaml);
        try
        {
            return PrometheusConfigFile.Parse(text, "/etc/p/p.yml", s_http);
        }
        catch (PrometheusConfigException e)
        {
            Assert.True(e.Line > 0 && e.Column > 0 && e.Message.StartsWith("/etc/p/p.yml:", StringComparison.Ordinal));
            throw;
        }
    }
}
