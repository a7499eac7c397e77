using System.Text.Json.Nodes;
using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>Twins of the troubleshooting sections of all documents: what is missing, and where it got lost.</summary>
internal static class Troubleshooting
{
    public static async Task RunAsync(Server server)
    {
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-app", options => options.PrometheusPort = 0);
        await (InputProcessor >> FastModel).ExecuteAsync("Does anything arrive?", new WorkflowContext());
        await MetricsAsync();
        await LangfuseAsync();
        await ServerAsync(server);
        await TargetsAsync(server);
    }

    private static async Task MetricsAsync()
    {
        // snippet: troubleshoot-metrics
        // Does the program export? Its page is the answer, and the counters say what was sent and what was lost on the way.
        using var http = new HttpClient();
        string page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{TtaObservability.PrometheusPort}/metrics"));
        Console.WriteLine($"steps on the page: {page.Contains("primitive_executions_total", StringComparison.Ordinal)}");
        await TtaObservability.FlushAsync();
        page = await http.GetStringAsync(new Uri($"http://127.0.0.1:{TtaObservability.PrometheusPort}/metrics"));
        Console.WriteLine(page.Split('\n').First(line => line.StartsWith("tta_export_sent_total", StringComparison.Ordinal) && line.Contains("traces", StringComparison.Ordinal)));
        // end
    }

    private static async Task LangfuseAsync()
    {
        // snippet: troubleshoot-langfuse
        // Never print a secret to see whether it is set.
        bool hasKeys = Environment.GetEnvironmentVariable("LANGFUSE_PUBLIC_KEY") is not null && Environment.GetEnvironmentVariable("LANGFUSE_SECRET_KEY") is not null;
        var langfuse = new LangfuseClient();
        Console.WriteLine($"keys for another server set: {hasKeys}, model calls on: {langfuse.IsEnabled}");
        Console.WriteLine($"everything sent: {await langfuse.FlushAsync()}");
        // end
    }

    private static async Task ServerAsync(Server server)
    {
        // snippet: troubleshoot-server
        // Does the server run, and does it find anything wrong? The second says what to do about each thing.
        using var http = new HttpClient();
        Console.WriteLine((await http.GetStringAsync(new Uri(server.Agent, "/-/ready"))).Trim());
        (_, string advice) = await Server.RunAsync(["doctor", "--url", server.Ui.AbsoluteUri]);
        Console.WriteLine(advice.Split('\n')[0]);
        // end
    }

    private static async Task TargetsAsync(Server server)
    {
        // snippet: troubleshoot-targets
        // What is scraped, with which settings, and what came of it.
        using var http = new HttpClient();
        JsonNode targets = JsonNode.Parse(await http.GetStringAsync(new Uri(server.Prometheus, "/api/v1/targets")))!["data"]!["activeTargets"]!;
        foreach (JsonNode? target in targets.AsArray())
        {
            Console.WriteLine($"{target!["labels"]!["job"]}: {target["scrapeUrl"]} is {target["health"]} {target["lastError"]}");
        }

        Console.WriteLine($"samples of the server's own scrape: {await server.WaitForAsync("scrape_samples_scraped{job=\"tta\"}") > 0}");
        // end
    }
}
