using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>Twins of "Observability Stack Integration": the stack, the workflow, the first look.</summary>
internal static class Stack
{
    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();

        // snippet: stack-start
        // One process instead of five containers: no Docker, no root, no account. From a shell: ./tta up
        await using Server server = await Server.StartAsync(dataFolder: folder.Path);
        Console.WriteLine($"dashboards {server.Ui}, metrics {server.Prometheus}, traces {server.Jaeger}");
        // end
        await VerifyAsync();
        await ProductionAsync(server);
    }

    private static async Task VerifyAsync()
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-app", options => options.PrometheusPort = 0);

        // snippet: stack-compose
        // Any primitive composed with another is instrumented: a span, a duration and a result for each, one correlation id for all.
        Primitive<string, string> workflow = InputProcessor >> FastModel >> OutputFormatter;
        await workflow.ExecuteAsync("Which endpoints does a user profile need?", new WorkflowContext { CorrelationId = "request-17" });
        // end

        // snippet: stack-verify
        using var http = new HttpClient();
        string page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{TtaObservability.PrometheusPort}/metrics"));
        Console.WriteLine(page.Split('\n').First(line => line.StartsWith("primitive_executions_total{", StringComparison.Ordinal)));
        // end
    }

    private static async Task ProductionAsync(Server server)
    {
        Uri collector = server.Otlp;

        // snippet: stack-production
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-app-prod", options =>
        {
            options.DeploymentEnvironment = "production";
            options.OtlpEndpoint = collector;
            options.PrometheusPort = 0; // any free one; the workspace registry tells scrapers which
        });
        await (InputProcessor >> OutputFormatter).ExecuteAsync("ready", new WorkflowContext());
        Console.WriteLine($"delivered: {await observability.FlushAsync()}");
        // end
        Console.WriteLine($"executions seen: {await server.ValueAsync("sum(primitive_executions_total{service_name=\"tta-app-prod\"})")}");
    }
}
