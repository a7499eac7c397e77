using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tta.Server.Hosting;
using Tta.Server.Langfuse;

namespace Tta.Server.Cli;

/// <summary>What <c>tta up</c> prints once it serves.</summary>
internal static class StartReport
{
    public static void Write(ServerHost host, ServerOptions options)
    {
        double readyMs = (options.TimeProvider.GetUtcNow() - StartedAt()).TotalMilliseconds;
        bool colour = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "";
        Console.Out.Write(Text(host.Listeners, options.DataDirectory, readyMs, Environment.WorkingSet, colour));
        Console.Out.Flush();
    }

    // The launcher may have built the program in this same process before it became the program.
    private static DateTimeOffset StartedAt()
    {
        using var self = Process.GetCurrentProcess();
        DateTimeOffset started = self.StartTime.ToUniversalTime();
        return long.TryParse(Environment.GetEnvironmentVariable("TTA_BUILT_AT_US"), CultureInfo.InvariantCulture, out long builtAtUs)
            && DateTimeOffset.UnixEpoch.AddMicroseconds(builtAtUs) is { } builtAt && builtAt > started
            ? builtAt
            : started;
    }

    /// <summary>The report as text, with ANSI colours on request.</summary>
    public static string Text(Listeners listeners, string dataDirectory, double readyMs, long residentBytes, bool colour)
    {
        string Dim(string text) => colour ? $"\e[2m{text}\e[0m" : text;
        string Bold(string text) => colour ? $"\e[1m{text}\e[0m" : text;
        string Red(string text) => colour ? $"\e[31m{text}\e[0m" : text;

        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Bold("ready")} in {readyMs:0} ms, {residentBytes / 1e6:0} MB resident, data in {dataDirectory}\n\n");
        foreach (Listener listener in listeners.All)
        {
            string what = Titles.GetValueOrDefault(listener.Name, listener.Name);
            text.Append("  ").Append(Bold(what.PadRight(16)));
            text.Append(listener.Problem is null ? listener.Url : Red(listener.Problem)).Append('\n');
        }

        text.Append('\n').Append(Dim($"  Keys for Langfuse clients: {Path.Combine(dataDirectory, ProjectKeys.FileName)}")).Append('\n');
        text.Append(Dim("  Ctrl-C stops.")).Append('\n');
        return text.ToString();
    }

    private static readonly Dictionary<string, string> Titles = new(StringComparer.Ordinal)
    {
        ["ui"] = "Web UI",
        ["otlp-grpc"] = "OTLP gRPC",
        ["otlp-http"] = "OTLP HTTP",
        ["prometheus"] = "Prometheus API",
        ["loki"] = "Loki API",
        ["jaeger"] = "Jaeger API",
        ["jaeger-grpc"] = "Jaeger gRPC",
        ["tempo"] = "Tempo API",
        ["agent"] = "Agent",
    };
}
