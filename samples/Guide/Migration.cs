using System.Diagnostics;
using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>Twins of "Docker-Free Observability Migration": side by side, over, and back.</summary>
internal static class Migration
{
    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        string oldData = Path.Combine(folder.Path, "old");
        await using Server old = await Server.StartAsync(oldData);

        // snippet: migration-side-by-side
        // 1. The old stack goes on. 2. The new one starts beside it. 3. The program sends to the old one; the new one scrapes the same page.
        string targets = Path.Combine(folder.Path, "prometheus.yml");
        await using ObservabilitySession before = TtaObservability.Initialize("tta-dev-app", options =>
        {
            options.OtlpEndpoint = old.Otlp;
            options.PrometheusPort = 0;
        });
        await File.WriteAllTextAsync(targets, $$"""scrape_configs: [ { job_name: app, scrape_interval: 1s, static_configs: [ { targets: ["127.0.0.1:{{before.PrometheusPort}}"] } ] } ]""");
        await using Server server = await Server.StartAsync(Path.Combine(folder.Path, "new"), portOffset: null, "--config", targets);
        await (InputProcessor >> OutputFormatter).ExecuteAsync("compare", new WorkflowContext());
        await before.FlushAsync();

        // 4. Both must have counted the same.
        const string Executions = "sum(primitive_executions_total{service_name=\"tta-dev-app\"})";
        Console.WriteLine($"old {await old.WaitForAsync(Executions)}, new {await server.WaitForAsync(Executions)}");
        // end
        await VerifyAsync(server);
        await before.DisposeAsync();
        await SwitchAsync(old, server, oldData);
        await MeasureAsync(server);
    }

    private static async Task VerifyAsync(Server server)
    {
        // snippet: migration-verify
        using var http = new HttpClient();
        string application = await http.GetStringAsync(new Uri($"http://127.0.0.1:{TtaObservability.PrometheusPort}/metrics"));
        string agent = await http.GetStringAsync(new Uri(server.Agent, "/metrics"));
        Console.WriteLine($"application exports: {application.Contains("primitive_", StringComparison.Ordinal)}, server exports: {agent.Contains("process_start_time_seconds", StringComparison.Ordinal)}");
        // end
    }

    private static async Task SwitchAsync(Server old, Server server, string oldData)
    {
        // snippet: migration-initialize
        // No change in the code of the program: the address is a setting (or OTEL_EXPORTER_OTLP_ENDPOINT).
        async Task WorkAsync(Uri collector)
        {
            await using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-app", options =>
            {
                options.OtlpEndpoint = collector;
                options.PrometheusPort = 0;
            });
            await InputProcessor.ExecuteAsync("text", new WorkflowContext());
        }

        // end
        // snippet: migration-switch
        await WorkAsync(server.Otlp);
        Console.WriteLine($"job=\"tta-dev-app\" on the new one: {await server.ValueAsync("count({job=\"tta-dev-app\"})") > 0}");
        // end

        // snippet: migration-rollback
        // The way back is the old address, as long as the old data is there.
        await WorkAsync(old.Otlp);
        Console.WriteLine($"rolled back: {await old.ValueAsync("count({job=\"tta-dev-app\"})") > 0}");
        // end

        // snippet: migration-clean-up
        // Last, and only then: stop the old one, look at the new one once more, and delete what is not needed any longer.
        await old.StopAsync();
        if (await server.ValueAsync("count(primitive_executions_total)") > 0)
        {
            Directory.Delete(oldData, recursive: true);
        }

        Console.WriteLine($"old data kept: {Directory.Exists(oldData)}");
        // end
    }

    private static async Task MeasureAsync(Server server)
    {
        // snippet: migration-resources
        // What it costs, by the server's own account: memory, disk, start.
        double residentMb = await server.WaitForAsync("process_resident_memory_bytes{job=\"tta\"}") / 1e6;
        long diskBytes = new DirectoryInfo(server.DataFolder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        Console.WriteLine($"memory below the containers' 800 MB: {residentMb < 800}, disk below 2 GB: {diskBytes < 2e9}");
        Console.WriteLine(server.Output.Split('\n').First(line => line.StartsWith("ready in", StringComparison.Ordinal)).Split(',')[0]);
        // end

        // snippet: migration-without-containers
        // No container runtime is involved, neither Docker nor Podman.
        bool hasRuntime = Process.GetProcesses().Any(process => process.ProcessName is "dockerd" or "podman");
        Console.WriteLine($"serving {server.Listeners().Count} ports; a container runtime runs here: {hasRuntime}");
        // end
    }
}
