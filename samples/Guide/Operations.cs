using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>Twins of "Services/ObservabilityStack": configuring, limiting, securing, backing up and restoring.</summary>
internal static class Operations
{
    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        string configuration = await ScrapeAsync(folder.Path);

        // snippet: service-settings
        // Retention, ports and what to scrape are arguments; every port moves by one offset.
        await using Server server = await Server.StartAsync(
            dataFolder: Path.Combine(folder.Path, "data"), portOffset: Server.FreePortOffset(),
            "--retention", "15d", "--retention-size", "8GiB", "--config", configuration, "--limit", "max_series=2000000");
        // end
        await ScrapedAsync(server);
        Binding(server);
        await SamplingAsync(server);
        await BackUpAsync(server, folder.Path);
        await SecurityAsync(folder.Path);
    }

    private static async Task<string> ScrapeAsync(string folder)
    {
        // snippet: service-scrape
        string configuration = Path.Combine(folder, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, """
            global:
              scrape_interval: 15s
            scrape_configs:
              - job_name: tta-dev
                scrape_interval: 1s
                file_sd_configs:
                  - files: [ "targets/*.json" ]
                    refresh_interval: 1s
            """);
        // end
        Directory.CreateDirectory(Path.Combine(folder, "targets"));
        return configuration;
    }

    private static async Task ScrapedAsync(Server server)
    {
        string targets = Path.Combine(Path.GetDirectoryName(server.DataFolder)!, "targets");
        await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev", options =>
        {
            options.OtlpEndpoint = server.Otlp;
            options.PrometheusPort = 0;
        });
        await File.WriteAllTextAsync(Path.Combine(targets, "app.json"), $$"""[ { "targets": ["127.0.0.1:{{observability.PrometheusPort}}"] } ]""");
        Console.WriteLine($"scraped: {await server.WaitForAsync("up{job=\"tta-dev\"}")}");
    }

    private static void Binding(Server server)
    {
        // snippet: service-binding
        // No port is open beyond this machine, and no firewall rule is needed for it.
        bool isLocal = server.Listeners().All(listener => IPAddress.IsLoopback(listener.Address));
        Console.WriteLine($"{server.Listeners().Count} listeners, all on loopback: {isLocal}");
        // end
    }

    private static async Task SamplingAsync(Server server)
    {
        // snippet: service-sampling
        // One trace in ten, and every trace with an error. Metrics and budgets count everything all the same.
        await using ObservabilitySession observability = TtaObservability.Initialize("sampled", options =>
        {
            options.Sampling.Ratio = 0.1;
            options.Sampling.KeepErrors = true;
            options.OtlpEndpoint = server.Otlp;
            options.PrometheusPort = 0;
        });
        for (int i = 0; i < 50; i++)
        {
            await InputProcessor.ExecuteAsync("text", new WorkflowContext());
        }

        await observability.FlushAsync();
        // end
        Console.WriteLine($"executions counted: {await server.ValueAsync("sum(primitive_executions_total{service_name=\"sampled\"})")}");
    }

    private static async Task BackUpAsync(Server server, string folder)
    {
        // snippet: service-backup
        // The data directory is all there is. Stopped with SIGTERM it is complete; a copy of it is a backup.
        await server.StopAsync();
        string backup = Path.Combine(folder, "backup");
        foreach (string file in Directory.EnumerateFiles(server.DataFolder, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(backup, Path.GetRelativePath(server.DataFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        // end

        // snippet: service-restore
        // A server on the copy answers as the first one did.
        await using Server restored = await Server.StartAsync(dataFolder: backup);
        Console.WriteLine($"restored executions: {await restored.ValueAsync("sum(max_over_time(primitive_executions_total{service_name=\"sampled\"}[1h]))")}");
        // end
    }

    private static async Task SecurityAsync(string folder)
    {
        // snippet: service-security
        // Beyond this machine a token is asked for: without one the server does not start.
        string offset = Server.FreePortOffset().ToString(CultureInfo.InvariantCulture);
        string data = Path.Combine(folder, "open");
        (int exitCode, string output) = await Server.RunAsync(["up", "--listen", "0.0.0.0", "--data", data, "--port-offset", offset], ("TTA_TOKEN", ""));
        Console.WriteLine($"without token: exit code {exitCode}");
        // end
        Console.WriteLine(output.Trim());
        await using Server server = await Server.StartAsync(Path.Combine(folder, "closed"), portOffset: null, "--token", "a-long-secret-of-your-own");

        // snippet: service-token
        using var http = new HttpClient();
        var query = new Uri(server.Prometheus, "/api/v1/query?query=up");
        using HttpResponseMessage refused = await http.GetAsync(query);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "a-long-secret-of-your-own");
        using HttpResponseMessage allowed = await http.GetAsync(query);
        Console.WriteLine($"without: {(int)refused.StatusCode}, with: {(int)allowed.StatusCode}");
        // end
    }
}
