using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;
using Tta.Server.Hosting;
using Tta.Server.Web;

namespace Tta.Server.Cli;

/// <summary><c>tta doctor</c>: what is wrong on this machine, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var data = new Option<string?>("--data") { Description = "Data directory to look at (default: that of tta up)", HelpName = "DIR" };
        var client = new ClientArguments();
        var command = new Command("doctor", "Find what is wrong and say how to mend it; exit code 1 when something does not work") { data };
        client.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using ApiClient api = client.Connect(parsed);
            List<Finding> findings = [];
            await AddServerAsync(findings, api, client.PortOffset(parsed), cancellationToken);
            MachineHealth.AddTo(findings, parsed.GetValue(data) ?? ServerArguments.DefaultDataDirectory());
            findings.Add(new WebPages(typeof(DoctorCommand).Assembly).Exist
                ? new Finding("web pages are built in")
                : new Finding("built without web pages", "install Node 20 or newer, then run ./tta up again"));
            return Write(Terminal.Create(), findings);
        });
        return command;
    }

    /// <summary>Prints the findings; 1 when something does not work.</summary>
    public static int Write(IAnsiConsole console, IReadOnlyList<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            (string mark, Color colour) = finding.IsFailure ? ("fail", Color.Red) : finding.Fix is null ? ("ok", Color.Green) : ("note", Color.Yellow);
            console.Write(new Text(mark.PadRight(6), new Style(colour)));
            console.WriteLine(TerminalText.Safe(finding.What));
            if (finding.Fix is { } fix)
            {
                console.Write(new Text("      → ", new Style(Color.Grey)));
                console.WriteLine(fix);
            }
        }

        return findings.Any(f => f.IsFailure) ? 1 : 0;
    }

    private static async Task AddServerAsync(List<Finding> findings, ApiClient api, int portOffset, CancellationToken cancellationToken)
    {
        try
        {
            using JsonDocument status = await api.GetAsync("/api/tta/v1/status", [], cancellationToken);
            findings.Add(new Finding($"tta {status.RootElement.GetProperty("version")} runs at {api.BaseUrl}"));
            findings.AddRange(ServerHealth.Read(status.RootElement));
        }
        catch (ApiException e) when (e.Status is null)
        {
            findings.Add(new Finding($"no server runs at {api.BaseUrl}", "tta up"));
            AddTakenPorts(findings, portOffset);
        }
        catch (ApiException e)
        {
            findings.Add(new Finding($"what answers at {api.BaseUrl} is not a tta that lets us in: {e.Message}", "check --url and --token", IsFailure: true));
        }
    }

    private static void AddTakenPorts(List<Finding> findings, int portOffset)
    {
        foreach (int port in (ReadOnlySpan<int>)[3000, 3100, 3200, 4317, 4318, 9090, 12345, 16685, 16686])
        {
            if (PortOwner.Find(port + portOffset) is { } owner)
            {
                string fix = string.Create(CultureInfo.InvariantCulture, $"stop it, or start with: tta up --port-offset {portOffset + 100}");
                findings.Add(new Finding(string.Create(CultureInfo.InvariantCulture, $"port {port + portOffset} is taken by {owner}"), fix, IsFailure: true));
            }
        }
    }
}
