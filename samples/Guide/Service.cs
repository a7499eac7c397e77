using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>Twins of "Services/ObservabilityStack": connecting, asking, watching.</summary>
internal static class Service
{
    public static async Task UseAsync(Server server)
    {
        // snippet: service-connect
        await using (TtaObservability.Initialize("my-app", options => options.PrometheusPort = 0))
        {
            var context = new WorkflowContext { CorrelationId = "req-123" };
            await (InputProcessor >> FastModel.WithCache(text => text) >> OutputFormatter).Named("workflow").ExecuteAsync("A first question?", context);
            TtaObservability.LoggerFactory.CreateLogger("my-app").LogWarning("ERROR budget of {Budget} tokens is nearly used", 2_000);
        }
        // end

        // snippet: service-query
        using var prometheus = new PrometheusClient(server.Prometheus);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        MetricResult metrics = await prometheus.QueryRangeAsync("rate(primitive_executions_total[5m])", now - TimeSpan.FromHours(1), now, TimeSpan.FromSeconds(15));

        using var jaeger = new JaegerClient(server.Jaeger);
        IReadOnlyList<JaegerTrace> traces = await jaeger.FindTracesAsync(new JaegerQuery { Service = "my-app", Operation = "primitive.workflow", Limit = 10 });
        // end
        Console.WriteLine($"series {metrics.Series.Count > 0}, traces {traces.Count}");
        await MetricsAsync(server);
        await TracesAsync(server, traces[0].TraceId);
        await LogsAsync(server);
        await HealthAsync(server);
        await AlertsAsync(server);
        await DashboardsAsync(server);
    }

    private static async Task MetricsAsync(Server server)
    {
        // snippet: service-promql
        string[] questions =
        [
            "primitive_execution_duration_seconds_sum{primitive_type=\"CachePrimitive\"}",
            "rate(primitive_execution_errors_total[5m])", // nothing failed: no series
            "workflow_active_requests",
            "cache_hit_rate",
            "up{job=\"tta\"}",
        ];
        foreach (string question in questions)
        {
            Console.WriteLine($"{question} -> {await server.ValueAsync(question)}");
        }

        // end
    }

    private static async Task TracesAsync(Server server, string traceId)
    {
        // snippet: service-jaeger
        using var jaeger = new JaegerClient(server.Jaeger);
        JaegerTrace? trace = await jaeger.GetTraceAsync(traceId);
        foreach (JaegerSpan span in trace?.Spans ?? [])
        {
            Console.WriteLine($"{span.OperationName} {span.Duration.TotalMilliseconds:F1} ms");
        }

        // end
    }

    private static async Task LogsAsync(Server server)
    {
        // snippet: service-logs
        // What the application logged, by its trace if need be; the server's own lines go to its standard output (journalctl --user -u tta).
        using var loki = new LokiClient(server.Loki);
        DateTimeOffset now = DateTimeOffset.UtcNow;
        foreach (LogStream stream in await loki.QueryRangeAsync("{service_name=\"my-app\"} |= \"ERROR\"", now - TimeSpan.FromHours(1), now + TimeSpan.FromMinutes(1)))
        {
            Console.WriteLine($"log: {stream.Entries[0].Line}");
        }

        // end
    }

    private static async Task HealthAsync(Server server)
    {
        // snippet: service-health
        using var http = new HttpClient();
        (string Name, Uri Address)[] checks =
        [
            ("prometheus", new Uri(server.Prometheus, "/-/healthy")),
            ("jaeger", new Uri(server.Jaeger, "/api/services")),
            ("dashboards", new Uri(server.Ui, "/api/tta/v1/status")),
            ("every listener", new Uri(server.Agent, "/-/ready")),
        ];
        foreach ((string name, Uri address) in checks)
        {
            using HttpResponseMessage answer = await http.GetAsync(address);
            Console.WriteLine($"{name}: {(answer.IsSuccessStatusCode ? "healthy" : answer.ReasonPhrase)}");
        }

        // An OTLP receiver answers a POST; a GET tells nothing.
        using var empty = new StringContent("{}", new MediaTypeHeaderValue("application/json"));
        using HttpResponseMessage otlp = await http.PostAsync(new Uri(server.Otlp, "/v1/traces"), empty);
        Console.WriteLine($"otlp: {(otlp.StatusCode is HttpStatusCode.OK ? "healthy" : otlp.ReasonPhrase)}");
        // end
    }

    private static async Task AlertsAsync(Server server)
    {
        // snippet: service-alerts
        // The conditions of the two alerts, as expressions that can fire: errors per step, and the 95th percentile of a histogram by step.
        (string Name, string Expression)[] rules =
        [
            ("HighErrorRate", "sum by (primitive_name) (rate(primitive_execution_errors_total[5m])) > 0.05"),
            ("SlowPrimitive", "histogram_quantile(0.95, sum by (le, primitive_name) (rate(primitive_execution_duration_seconds_bucket[5m]))) > 5"),
        ];
        using var prometheus = new PrometheusClient(server.Prometheus);
        foreach ((string name, string expression) in rules)
        {
            MetricResult firing = await prometheus.QueryAsync(expression);
            Console.WriteLine($"{name}: {(firing.Series.Count == 0 ? "quiet" : $"firing for {firing.Series.Count} steps")}");
        }

        // end
    }

    private static async Task DashboardsAsync(Server server)
    {
        // snippet: service-dashboards
        // The views are part of the server: nothing is imported, exported or provisioned. Their numbers are an API as well.
        using var http = new HttpClient();
        string overview = await http.GetStringAsync(new Uri(server.Ui, "/api/tta/v1/overview"));
        Console.WriteLine($"overview: {overview[..Math.Min(60, overview.Length)]}...");
        // end
    }
}
