using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Tta.Server.Cli;

namespace Tta.Server.Demo;

/// <summary>Reads back what the sample did, through the same APIs that tools and people use, and compares it with the sample's own report.</summary>
internal sealed class DemoChecks(ApiClient api, SampleReport report, string instanceId, DateTimeOffset startedAt)
{
    private const int MaxTreeLines = 40;
    private const decimal CostToleranceUsd = 0.000000001m;
    private TraceTree? _shown;

    private string Selector => $"{{instance=\"{instanceId}\"}}";

    public IReadOnlyList<DemoCheck> All =>
    [
        new("Traces (Jaeger API)", "/#/traces", TracesAsync),
        new("Errors", "/#/traces?errors=1", ErrorsAsync),
        new("Rate and p95 per primitive (PromQL)", "/#/metrics", MetricsAsync),
        new("Logs of the trace (LogQL)", "/#/logs", LogsAsync),
        new("Model calls with prompts", "/#/llm", CallsAsync),
        new("Cost by persona and model", "/#/llm", CostsAsync),
    ];

    private async Task<string?> TracesAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        var trees = new List<TraceTree>();
        foreach (string id in report.TraceIds)
        {
            using JsonDocument answer = await api.GetAsync($"/jaeger/api/traces/{id}", [], cancellationToken);
            TraceTree tree = TraceTree.Read(answer.RootElement);
            if (tree.Roots.Count != 1)
            {
                return $"trace {id} has {tree.Roots.Count} roots";
            }

            trees.Add(tree);
        }

        if (trees.Count == 0 || trees.Count != report.WorkflowCount)
        {
            return $"{trees.Count} traces for {report.WorkflowCount} workflows";
        }

        _shown = trees.Where(t => t.SpanCount <= MaxTreeLines).MaxBy(t => t.Roots[0].DurationUs) ?? trees[0];
        console.WriteLine($"{trees.Count} traces, each with one root; the slowest of them:");
        console.Write(_shown.Render());
        console.MarkupLineInterpolated($"[grey]{api.BaseUrl}#/traces/{_shown.TraceId}[/]");
        return null;
    }

    private async Task<string?> ErrorsAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await api.GetAsync(
            "/api/tta/v1/traces", [.. Window(), ("service", SampleProcess.ServiceName), ("errorsOnly", "true"), ("limit", "1000")], cancellationToken);
        HashSet<string> failed =
        [
            .. answer.RootElement.GetProperty("traces").EnumerateArray().Select(t => t.GetProperty("traceId").GetString()!).Where(report.TraceIds.Contains),
        ];
        if (failed.Count == 0 || failed.Count < report.ErrorCount)
        {
            return $"{failed.Count} traces with errors, the sample saw {report.ErrorCount} workflows fail";
        }

        int failedRoots = 0;
        foreach (string id in failed)
        {
            using JsonDocument trace = await api.GetAsync($"/jaeger/api/traces/{id}", [], cancellationToken);
            TraceTree tree = TraceTree.Read(trace.RootElement);
            failedRoots += tree.Roots[0].IsError ? 1 : 0;
            TraceStep deepest = tree.InOrder().Where(s => s.IsError).MaxBy(s => s.Depth)!;
            string outcome = tree.Roots[0].IsError ? "workflow failed" : "recovered";
            console.WriteLine($"{id}  {TerminalText.Safe(deepest.Operation)}: {TerminalText.Safe(deepest.Tags.GetValueOrDefault("error.type", "error"))} ({outcome})");
        }

        return failedRoots == report.ErrorCount ? null : $"{failedRoots} failed workflows, the sample saw {report.ErrorCount}";
    }

    private async Task<string?> MetricsAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        double workflows = (await QueryAsync($"sum(workflow_executions_total{Selector})", "", cancellationToken)).Values.Sum();
        if (workflows != report.WorkflowCount)
        {
            return $"workflow_executions_total is {workflows.ToString(CultureInfo.InvariantCulture)}, the sample ran {report.WorkflowCount}";
        }

        SortedDictionary<string, double> rates = await QueryAsync(
            $"sum by (primitive_name) (rate(primitive_executions_total{Selector}[1m]))", "primitive_name", cancellationToken);
        SortedDictionary<string, double> p95 = await QueryAsync(
            $"histogram_quantile(0.95, sum by (primitive_name, le) (rate(primitive_execution_duration_seconds_bucket{Selector}[1m])))",
            "primitive_name", cancellationToken);
        if (rates.Count == 0 || !rates.Values.Any(v => v > 0) || !p95.Values.Any(double.IsFinite))
        {
            return "no rate and p95 yet";
        }

        var table = new ResultTable("primitive", "per second", "p95");
        foreach ((string primitive, double rate) in rates)
        {
            string quantile = p95.TryGetValue(primitive, out double seconds) && double.IsFinite(seconds) ? DurationText.Format(seconds * 1000) : "-";
            table.Add(primitive, rate.ToString("0.000", CultureInfo.InvariantCulture), quantile);
        }

        table.WriteTable(console);
        return null;
    }

    private async Task<string?> LogsAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (_shown is null)
        {
            return "no trace was seen";
        }

        using JsonDocument answer = await api.GetAsync(
            "/loki/loki/api/v1/query_range",
            [
                ("query", $"{{service_name=\"{SampleProcess.ServiceName}\"}} | trace_id=\"{_shown.TraceId}\""),
                ("start", startedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)),
                ("direction", "forward"),
            ],
            cancellationToken);
        ResultTable lines = LogQlQuery.ToTable(answer.RootElement);
        if (lines.RowCount == 0)
        {
            return $"no log line of trace {_shown.TraceId}";
        }

        lines.WriteTable(console);
        return null;
    }

    private async Task<string?> CallsAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        if (_shown is null)
        {
            return "no trace was seen";
        }

        using JsonDocument answer = await api.GetAsync("/api/tta/v1/llm/calls", [("traceId", _shown.TraceId)], cancellationToken);
        var table = new ResultTable("model", "persona", "duration", "tokens in", "tokens out", "cost USD");
        foreach (JsonElement call in answer.RootElement.GetProperty("calls").EnumerateArray())
        {
            if (!call.GetProperty("hasContent").GetBoolean())
            {
                return "a model call without its prompt";
            }

            table.Add(
                call.GetProperty("model").ToString(), call.GetProperty("persona").ToString(),
                DurationText.Format(call.GetProperty("durationMs").GetDouble()), call.GetProperty("inputTokens").ToString(),
                call.GetProperty("outputTokens").ToString(), call.GetProperty("costUsd").ToString());
        }

        if (table.RowCount == 0)
        {
            return $"no model call of trace {_shown.TraceId}";
        }

        table.WriteTable(console);
        return null;
    }

    private async Task<string?> CostsAsync(IAnsiConsole console, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await api.GetAsync("/api/tta/v1/llm/calls", [.. Window(), ("limit", "5000")], cancellationToken);
        Dictionary<(string, string), decimal> stored = answer.RootElement.GetProperty("calls").EnumerateArray()
            .Where(c => report.TraceIds.Contains(c.GetProperty("traceId").GetString()!) && c.GetProperty("costUsd").ValueKind == JsonValueKind.String)
            .GroupBy(c => (c.GetProperty("persona").ToString(), c.GetProperty("model").ToString()))
            .ToDictionary(g => g.Key, g => g.Sum(c => decimal.Parse(c.GetProperty("costUsd").GetString()!, NumberStyles.Float, CultureInfo.InvariantCulture)));
        var table = new ResultTable("persona", "model", "cost USD", "the sample says");
        bool isEqual = report.Costs.Count > 0;
        foreach (SampleReport.Cost cost in report.Costs)
        {
            decimal found = stored.GetValueOrDefault((cost.Persona, cost.Model));
            isEqual &= Math.Abs(found - cost.CostUsd) <= CostToleranceUsd;
            table.Add(cost.Persona, cost.Model, Money(found), Money(cost.CostUsd));
        }

        decimal total = stored.Values.Sum();
        decimal expected = report.Costs.Sum(c => c.CostUsd);
        if (!isEqual || Math.Abs(total - expected) > CostToleranceUsd * report.Costs.Count)
        {
            return $"the stored calls cost {Money(total)} USD, the sample counted {Money(expected)}";
        }

        table.Add("all", "", Money(total), Money(expected));
        table.WriteTable(console);
        return null;
    }

    private async Task<SortedDictionary<string, double>> QueryAsync(string query, string label, CancellationToken cancellationToken)
    {
        using JsonDocument answer = await api.GetAsync("/prometheus/api/v1/query", [("query", query)], cancellationToken);
        var values = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (JsonElement series in answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            string key = series.GetProperty("metric").TryGetProperty(label, out JsonElement value) ? value.GetString()! : "";
            string text = series.GetProperty("value")[1].GetString()!;
            values[key] = text switch
            {
                "+Inf" => double.PositiveInfinity,
                "-Inf" => double.NegativeInfinity,
                _ => double.Parse(text, CultureInfo.InvariantCulture),
            };
        }

        return values;
    }

    private (string, string)[] Window() =>
    [
        ("startMs", startedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)),
        ("endMs", (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1).ToString(CultureInfo.InvariantCulture)),
    ];

    private static string Money(decimal usd) => usd.ToString("0.000000####", CultureInfo.InvariantCulture);
}
