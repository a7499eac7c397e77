using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Tta.Observability;
using Tta.Primitives;
using static Guide.Steps;

namespace Guide;

/// <summary>Twins of "Multi-Workspace Observability": several clones of a repository, one server.</summary>
internal static class Workspaces
{
    public static async Task RunAsync()
    {
        using var folder = new TemporaryFolder();
        int offset = Server.FreePortOffset();
        string configuration = Configuration(folder.Path, offset);
        await using Server server = await Server.StartAsync(Path.Combine(folder.Path, "data"), offset, "--config", configuration);
        await ClonesAsync(server, offset);
        await NamesAsync(server);
        Naming();
        Environments(folder.Path, server);
        await QueriesAsync(server);
        PortInUse();
        await RestartAsync(server, configuration);
    }

    private static string Configuration(string folder, int offset)
    {
        // snippet: workspaces-scrape
        // The four clones of the document, as one scrape configuration. Nothing else is repeated per clone: one OTLP port serves them all.
        (string Workspace, int Port)[] clones = [("main", 9464), ("cline", 9465), ("copilot", 9466), ("augment", 9467)];
        string targets = string.Join("\n", clones.Select(clone =>
            $$"""          - { targets: [ "127.0.0.1:{{clone.Port + offset}}" ], labels: { workspace: {{clone.Workspace}} } }"""));
        string configuration = Path.Combine(folder, "prometheus.yml");
        File.WriteAllText(configuration, $"""
            scrape_configs:
              - job_name: clones
                scrape_interval: 1s
                static_configs:
            {targets}
              - job_name: registered
                scrape_interval: 1s
                file_sd_configs: [ {RegisteredPrograms()} ]
            """);
        // end
        return configuration;
    }

    // snippet: workspaces-registry
    // Programs that show metrics write themselves into this file, so that any port will do.
    private static string RegisteredPrograms()
    {
        string state = Environment.GetEnvironmentVariable("XDG_STATE_HOME")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
        return $$"""{ files: [ "{{state}}/tta/targets.json" ], refresh_interval: 1s }""";
    }

    // end
    private static async Task ClonesAsync(Server server, int offset)
    {
        // snippet: workspaces-clones
        // One program per clone, at the same time: its own name, its own metrics port (0 takes any), the same server.
        (string Workspace, int Port)[] clones = [("main", 9464), ("cline", 9465), ("copilot", 9466), ("augment", 0)];
        foreach ((string workspace, int port) in clones)
        {
            await using ObservabilitySession clone = TtaObservability.Initialize($"tta-dev-{workspace}", options =>
            {
                options.Workspace = workspace;
                options.PrometheusPort = port == 0 ? 0 : port + offset;
                options.OtlpEndpoint = server.Otlp;
            });
            await (InputProcessor >> OutputFormatter).ExecuteAsync("hello", new WorkflowContext());
            Console.WriteLine($"{workspace} scraped: {await server.WaitForAsync($"count(primitive_executions_total{{workspace=\"{workspace}\",job=~\"clones|registered\"}})") > 0}");
        }

        // end
    }

    private static async Task NamesAsync(Server server)
    {
        // snippet: workspaces-names
        // The simple way: one metrics port, one clone at a time, told apart by the service name.
        foreach (string service in (string[])["tta-dev-main", "tta-dev-cline", "tta-dev-copilot", "tta-dev-augment"])
        {
            await using ObservabilitySession clone = TtaObservability.Initialize(service, options =>
            {
                options.PrometheusPort = 9464 + server.PortOffset;
                options.OtlpEndpoint = server.Otlp;
            });
            await InputProcessor.ExecuteAsync("hello", new WorkflowContext());
        }

        Console.WriteLine($"services: {await server.ValueAsync("count(count by (service_name) (primitive_executions_total))")}");
        // end
    }

    private static void Naming()
    {
        // snippet: workspaces-naming
        // A name that says which program and which clone: the folder of the git work tree is the workspace unless TTA_WORKSPACE says otherwise.
        string workspace = Path.GetFileName(Directory.GetCurrentDirectory()).Replace("TTA.dev-", "", StringComparison.Ordinal).ToLowerInvariant();
        Console.WriteLine($"OTEL_SERVICE_NAME=tta-dev-{workspace}");
        // end
    }

    private static void Environments(string folder, Server server)
    {
        // snippet: workspaces-environment
        // Nothing is copied between clones but four variables; direnv or the shell loads them.
        foreach ((int index, string workspace) in ((string[])["main", "cline", "copilot", "augment"]).Index())
        {
            File.WriteAllLines(Path.Combine(folder, $"{workspace}.env"),
            [
                $"OTEL_SERVICE_NAME=tta-dev-{workspace}",
                $"TTA_WORKSPACE={workspace}",
                $"TTA_PROMETHEUS_PORT={9464 + index}",
                $"OTEL_EXPORTER_OTLP_ENDPOINT={server.Otlp}",
            ]);
        }

        // end
        Console.WriteLine($"environments: {Directory.GetFiles(folder, "*.env").Length}");
    }

    private static async Task QueriesAsync(Server server)
    {
        // snippet: workspaces-queries
        string[] questions =
        [
            "count({service_name=\"tta-dev-main\"})",
            "count({service_name=\"tta-dev-cline\"})",
            "count(rate(primitive_execution_duration_seconds_sum{service_name=~\"tta-dev-.*\"}[5m]))",
            "count({workspace=\"main\"})",
            "count({workspace=~\".+\"})", // ".*" would match everything and is refused, by Prometheus too
            "sum by (service_name) (rate(primitive_executions_total[5m]))",
        ];
        foreach (string question in questions)
        {
            Console.WriteLine($"{question} -> {await server.ValueAsync(question) > 0}");
        }

        Console.WriteLine($"errors of cline in an hour: {await server.ValueAsync("sum(increase(primitive_execution_errors_total{service_name=\"tta-dev-cline\"}[1h]))")}");
        // end
    }

    private static void PortInUse()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int taken = ((IPEndPoint)other.LocalEndpoint).Port;

        // snippet: workspaces-port-in-use
        // A port that is taken costs the metrics page, not the program; the problem names the command that tells who has it. Nobody is killed.
        using ObservabilitySession observability = TtaObservability.Initialize("tta-dev-cline", options => options.PrometheusPort = taken);
        Console.WriteLine(observability.Problems.Single(problem => problem.Code == "prometheus-port-in-use").Message.Replace(taken.ToString(CultureInfo.InvariantCulture), "PORT", StringComparison.Ordinal));
        // end
    }

    private static async Task RestartAsync(Server server, string configuration)
    {
        // snippet: workspaces-restart
        // A changed configuration is read at the start; nothing that was received is lost by it.
        await server.StopAsync();
        await using Server again = await Server.StartAsync(server.DataFolder, server.PortOffset, "--config", configuration);
        Console.WriteLine($"still known: {await again.ValueAsync("count(max_over_time(primitive_executions_total{service_name=\"tta-dev-main\"}[1h]))") > 0}");
        // end
    }
}
