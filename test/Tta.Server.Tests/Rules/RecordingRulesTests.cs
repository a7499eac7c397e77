using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Tta.Agent.Configuration;
using Tta.Model;
using Tta.Query.PromQl;
using Tta.Server.Rules;
using Tta.Server.SelfMetrics;
using Tta.TestKit;

namespace Tta.Server.Tests.Rules;

public sealed class RecordingRulesTests : IAsyncLifetime, IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly CounterFamily _failures = new("failures", "", "group");
    private RunningServer _server = null!;
    private PromQlEngine _engine = null!;

    private Tta.Storage.Metrics.MetricStore Store => _server.Host.Composition.Stores.Metrics;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(options => options with { TimeProvider = _time });
        _engine = new PromQlEngine(Store, new PromQlOptions { TimeProvider = _time });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _engine.Dispose();

    [Fact]
    public async Task A_rule_stores_its_answer_and_later_rules_see_it()
    {
        RecordingRules rules = Rules("""
            groups:
              - name: g
                labels: { team: core, gone: x }
                rules:
                  - record: job:work:sum
                    expr: sum by (job) (work_total)
                    labels: { gone: "" }
                  - record: all:work:double
                    expr: 2 * job:work:sum
                  - record: constant
                    expr: scalar(vector(4))
                  - alert: Ignored
                    expr: up == 0
            """);
        await StoreAsync(("work_total", "a", 1), ("work_total", "b", 2));

        await rules.RunOnceAsync(CancellationToken.None);

        Assert.Equal(["{__name__=\"job:work:sum\", job=\"a\", team=\"core\"} 1", "{__name__=\"job:work:sum\", job=\"b\", team=\"core\"} 2"], await AskAsync("job:work:sum"));
        Assert.Equal(["{__name__=\"all:work:double\", gone=\"x\", job=\"a\", team=\"core\"} 2", "{__name__=\"all:work:double\", gone=\"x\", job=\"b\", team=\"core\"} 4"], await AskAsync("all:work:double"));
        Assert.Equal(["{__name__=\"constant\", gone=\"x\", team=\"core\"} 4"], await AskAsync("constant"));
        Assert.Equal(1, rules.Group.AlertingRuleCount);
        Assert.Equal(0, _failures.Total());
    }

    [Fact]
    public async Task A_series_that_is_gone_ends_at_once()
    {
        RecordingRules rules = Rules("groups: [ { name: g, rules: [ { record: r, expr: work_total > 1 } ] } ]");
        await StoreAsync(("work_total", "a", 2), ("work_total", "b", 2));
        await rules.RunOnceAsync(CancellationToken.None);
        Assert.Equal(2, (await AskAsync("r")).Count);

        _time.Advance(TimeSpan.FromSeconds(15));
        await StoreAsync(("work_total", "a", 1), ("work_total", "b", 3));
        await rules.RunOnceAsync(CancellationToken.None);

        Assert.Equal(["{__name__=\"r\", job=\"b\"} 3"], await AskAsync("r"));
    }

    [Theory]
    [InlineData("sum(")]
    [InlineData("label_replace(work_total, \"job\", \"same\", \"job\", \".*\")")]
    [InlineData("work_total[5m]")]
    public async Task A_rule_that_fails_is_counted_and_leaves_the_others_alone(string expression)
    {
        RecordingRules rules = Rules($$"""
            groups:
              - name: g
                rules:
                  - { record: bad, expr: '{{expression}}' }
                  - { record: good, expr: count(work_total) }
            """);
        await StoreAsync(("work_total", "a", 1), ("work_total", "b", 2));

        await rules.RunOnceAsync(CancellationToken.None);

        Assert.Empty(await AskAsync("bad"));
        Assert.Equal(["{__name__=\"good\"} 2"], await AskAsync("good"));
        Assert.Equal(1, _failures.Total());
    }

    [Fact]
    public async Task More_series_than_the_limit_are_stored_not_at_all()
    {
        RecordingRules rules = Rules("groups: [ { name: g, limit: 1, rules: [ { record: r, expr: work_total } ] } ]");
        await StoreAsync(("work_total", "a", 1), ("work_total", "b", 2));

        await rules.RunOnceAsync(CancellationToken.None);

        Assert.Empty(await AskAsync("r"));
        Assert.Equal(1, _failures.Total());
    }

    [Theory]
    [InlineData("groups: [ { name: g, rules: [ { record: r, exp: 1 } ] } ]", "expr")]
    [InlineData("groups: [ { name: g, rules: [] }, { name: g, rules: [] } ]", "repeated")]
    [InlineData("groups: [ { name: g, interval: soon, rules: [] } ]", "soon")]
    [InlineData("group: []", "group")]
    public void A_wrong_file_says_where(string yaml, string expected) =>
        Assert.Contains(expected, Assert.Throws<PrometheusConfigException>(() => Rules(yaml)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task The_former_names_are_answered_with_the_shipped_rules()
    {
        string path = Path.Combine(Repository.Root, "deploy", "prometheus", "rules", "tta-former-names.yml");
        List<RecordingRules> groups = [.. RuleFile.Load(path, TimeSpan.FromSeconds(15)).Select(Rules)];
        for (int i = 0; i < 3; i++)
        {
            await StoreAsync(
                [.. Program(i), ("llm_cost_usd_total", "a", 0.5 * i), ("cache_savings_usd_total", "a", 0.1 * i), ("router_savings_usd_total", "a", 0.2 * i), ("cache_hits_total", "a", 3 * i), ("cache_misses_total", "a", i)]);
            foreach (RecordingRules group in groups)
            {
                await group.RunOnceAsync(CancellationToken.None);
            }

            _time.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.Equal(0, _failures.Total());
        foreach (string query in (string[])
        [
            "primitive_duration_seconds{primitive=\"LLMAnalyzer\"}", "primitive_execution_duration_seconds{primitive_name=\"LLMAnalyzer\"}", "rate(primitive_errors_total[5m])",
            "rate(primitive_requests_total{primitive=\"LLMAnalyzer\"}[5m]) > 0", "histogram_quantile(0.95, sum by (le) (rate(primitive_duration_seconds_bucket[5m])))",
            "tta:success_rate_5m < 1", "tta:error_rate_5m > 0", "tta:cache_hit_rate_5m > 0.7", "tta:latency_p95_5m", "tta:cost_per_hour_dollars > 0", "tta:estimated_cost_savings_24h > 0",
            "tta_workflow_savings_total", "router_cost_savings_usd", "tta:sli_availability_5m == 0", "slo_compliance{slo_name=\"LLMAnalyzer\"} < 1", "agent_executions_total{agent_type=\"analyst\"}",
        ])
        {
            Assert.True((await AskAsync(query)).Count > 0, $"no answer to {query}");
        }
    }

    [Fact]
    public async Task The_shipped_rules_are_rules_to_a_real_Prometheus()
    {
        const string Promtool = "/usr/bin/promtool";
        if (!File.Exists(Promtool))
        {
            Console.WriteLine("skipped: promtool is not installed (package prometheus)");
            return;
        }

        using Process check = Process.Start(new ProcessStartInfo(
            Promtool, ["check", "rules", .. Directory.GetFiles(Path.Combine(Repository.Root, "deploy", "prometheus", "rules"))]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string said = await check.StandardOutput.ReadToEndAsync() + await check.StandardError.ReadToEndAsync();
        await check.WaitForExitAsync();

        Assert.True(check.ExitCode == 0, said);
    }

    private static IEnumerable<(string, string, double)> Program(int step)
    {
        const string Labels = "|primitive_name=LLMAnalyzer|primitive_type=LLM|persona=analyst";
        yield return ("primitive_executions_total", "a|status=success" + Labels, 8 * step);
        yield return ("primitive_executions_total", "a|status=error" + Labels, 2 * step);
        yield return ("primitive_execution_errors_total", "a|error_type=timeout" + Labels, 2 * step);
        yield return ("primitive_execution_duration_seconds_sum", "a|status=success" + Labels, 3 * step);
        yield return ("primitive_execution_duration_seconds_count", "a|status=success" + Labels, 8 * step);
        yield return ("primitive_execution_duration_seconds_bucket", "a|le=0.5|status=success" + Labels, 6 * step);
        yield return ("primitive_execution_duration_seconds_bucket", "a|le=+Inf|status=success" + Labels, 8 * step);
    }

    private async Task StoreAsync(params (string Name, string Job, double Value)[] samples)
    {
        var batch = new MetricBatch();
        foreach ((string name, string job, double value) in samples)
        {
            LabelsBuilder labels = new LabelsBuilder().Set("__name__", name).Set("job", job.Split('|')[0]);
            foreach (string label in job.Split('|').Skip(1))
            {
                labels.Set(label.Split('=')[0], label.Split('=')[1]);
            }

            batch.AddSample(batch.AddSeries(labels.Build()), _time.GetUtcNow().ToUnixTimeMilliseconds(), value);
        }

        Assert.Equal(samples.Length, (await Store.AppendAsync(batch, CancellationToken.None)).AcceptedCount);
    }

    private async Task<List<string>> AskAsync(string query)
    {
        PromQlResult result = await _engine.EvaluateInstantAsync(query, _time.GetUtcNow().ToUnixTimeMilliseconds());
        return [.. ((VectorValue)result.Value).Samples.Select(sample => FormattableString.Invariant($"{sample.Labels} {sample.Value}")).Order(StringComparer.Ordinal)];
    }

    private RecordingRules Rules(string yaml)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, yaml);
            return Rules(Assert.Single(RuleFile.Load(path, TimeSpan.FromMinutes(1))));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private RecordingRules Rules(RuleGroup group) => new(group, _engine, Store, _time, _failures, NullLogger.Instance);
}
