using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Tta.TestKit;

namespace Tta.App.Tests.Hosting;

/// <summary>The sample workflow as a child process that sends to a server.</summary>
internal static class SampleRun
{
    public static string ProgramPath { get; } = Path.Combine(
        Repository.Artifacts, "bin", "DocumentAnalysis", Path.GetFileName(Path.GetDirectoryName(TtaProcess.ProgramPath))!, "DocumentAnalysis.dll");

    /// <summary>Runs the sample to its end and returns its own account of what happened: its last line.</summary>
    public static async Task<JsonNode> RunAsync(TtaProcess server, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        ExternalProgram.Result run = await ExternalProgram.RunAsync(
            "dotnet", server.DataDirectory, EnvironmentFor(server, settings), [ProgramPath, .. arguments]);
        Assert.True(run.ExitCode == 0, run.ToString());
        return Json.Parse(run.Output.TrimEnd().Split('\n')[^1]);
    }

    /// <summary>Starts the sample so that it stays alive with its metrics page until its input is closed.</summary>
    public static Process StartLingering(TtaProcess server, IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [ProgramPath, "--linger", .. arguments])
        {
            WorkingDirectory = server.DataDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in EnvironmentFor(server, settings))
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private static Dictionary<string, string> EnvironmentFor(TtaProcess server, IReadOnlyDictionary<string, string> settings)
    {
        var environment = new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = server.Url(4318, ""),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["LANGFUSE_HOST"] = server.Url(3000, ""),
            ["TTA_PROMETHEUS_PORT"] = (9464 + server.PortOffset).ToString(CultureInfo.InvariantCulture),
            ["TTA_WORKSPACE"] = "app-tests",
            ["OPENAI_API_KEY"] = "",
            ["ANTHROPIC_API_KEY"] = "",
        };
        foreach ((string name, string value) in settings)
        {
            environment[name] = value;
        }

        return environment;
    }
}
