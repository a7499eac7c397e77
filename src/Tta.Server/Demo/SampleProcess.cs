using System.Diagnostics;
using System.Globalization;
using Tta.Server.Hosting;

namespace Tta.Server.Demo;

/// <summary>Runs the document-analysis sample as a child process that sends to a running server.</summary>
internal static class SampleProcess
{
    private const string Name = "DocumentAnalysis";

    /// <summary>Service that the sample reports as.</summary>
    public const string ServiceName = "document-analysis";

    /// <summary>Runs the sample to its end.</summary>
    /// <param name="listeners">Where it sends to.</param>
    /// <param name="portOffset">Shifts the port of its own metrics page.</param>
    /// <param name="instanceId">Identifies this run in every metric.</param>
    /// <param name="print">Takes each line it prints, the report excepted.</param>
    /// <param name="cancellationToken">Ends the child process.</param>
    /// <exception cref="ServerStartException">The sample is missing or failed.</exception>
    public static async Task<SampleReport> RunAsync(
        Listeners listeners, int portOffset, string instanceId, Action<string> print, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(DotnetPath(), [FindProgram(), "--once"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        AddEnvironment(start.Environment, listeners, portOffset, instanceId);
        using Process process = Process.Start(start)!;
        await using CancellationTokenRegistration kill = cancellationToken.Register(() => process.Kill(entireProcessTree: true));
        SampleReport? report = null;
        Task errors = ForwardAsync(process.StandardError, print);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None) is { } line)
        {
            if (SampleReport.TryRead(line) is { } read)
            {
                report = read;
            }
            else
            {
                print(line);
            }
        }

        await errors;
        await process.WaitForExitAsync(CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        return process.ExitCode == 0 && report is not null
            ? report
            : throw new ServerStartException($"the sample workflow ended with exit code {process.ExitCode} and {(report is null ? "no" : "a")} report; its output is above");
    }

    private static async Task ForwardAsync(StreamReader from, Action<string> print)
    {
        while (await from.ReadLineAsync(CancellationToken.None) is { } line)
        {
            print(line);
        }
    }

    private static void AddEnvironment(IDictionary<string, string?> environment, Listeners listeners, int portOffset, string instanceId)
    {
        environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = listeners["otlp-http"].Url;
        environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
        environment["OTEL_METRIC_EXPORT_INTERVAL"] = "1000";
        environment["OTEL_RESOURCE_ATTRIBUTES"] = $"service.instance.id={instanceId}";
        environment["LANGFUSE_HOST"] = listeners["ui"].Url;
        environment["TTA_PROMETHEUS_PORT"] = (9464 + portOffset).ToString(CultureInfo.InvariantCulture);
        environment["TTA_WORKSPACE"] = "demo";

        // Telemetry goes here whatever the caller has set. Keys of model providers stay: with them the sample asks real models, and says so.
        foreach (string name in (ReadOnlySpan<string>)["OTEL_SERVICE_NAME", "OTEL_SDK_DISABLED", "OTEL_TRACES_EXPORTER", "OTEL_METRICS_EXPORTER", "OTEL_LOGS_EXPORTER"])
        {
            environment.Remove(name);
        }
    }

    // Beside a published program, or where the build of a checkout puts it.
    private static string FindProgram()
    {
        string folder = AppContext.BaseDirectory;
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder));
        string published = Path.Combine(folder, "samples", Name, Name + ".dll");
        string built = Path.GetFullPath(Path.Combine(folder, "..", "..", Name, configuration, Name + ".dll"));
        return File.Exists(published) ? published
            : File.Exists(built) ? built
            : throw new ServerStartException($"the sample workflow is not built: neither {published} nor {built} exists; run: dotnet build samples/{Name}");
    }

    private static string DotnetPath() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
}
