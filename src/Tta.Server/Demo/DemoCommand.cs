using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Tta.Server.Cli;
using Tta.Server.Hosting;

namespace Tta.Server.Demo;

/// <summary><c>tta demo</c>: the server, a real workflow that sends to it, and a guided tour of what is seen.</summary>
internal static class DemoCommand
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(250);

    public static Command Create()
    {
        var arguments = new ServerArguments();
        var once = new Option<bool>("--once")
        {
            Description = "Stop after the summary; exit code 0 only if every step was seen (uses a temporary data directory unless --data is given)",
        };
        var command = new Command("demo", "Run the server with a sample workflow against it (offline models unless OPENAI_API_KEY or ANTHROPIC_API_KEY is set), show what is seen, keep serving") { once };
        arguments.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(arguments, parsed, parsed.GetValue(once)));
        return command;
    }

    private static async Task<int> RunAsync(ServerArguments arguments, ParseResult parsed, bool isOnce)
    {
        bool isTemporary = isOnce && arguments.DataDirectory(parsed) is null;
        string directory = isTemporary
            ? Directory.CreateTempSubdirectory("tta-demo-").FullName
            : Path.Combine(ServerArguments.DefaultDataDirectory(), "demo");
        try
        {
            return await UpCommand.RunAsync(arguments.Read(parsed, directory), async (host, stop) =>
            {
                bool isSeen = await ShowAsync(host, arguments.Read(parsed, directory), stop.Token);
                if (!isOnce)
                {
                    Console.Out.WriteLine("The server keeps running; Ctrl-C stops it.");
                    await stop.WaitAsync();
                }

                return isSeen || !isOnce ? 0 : 1;
            });
        }
        finally
        {
            if (isTemporary)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static async Task<bool> ShowAsync(ServerHost host, ServerOptions options, CancellationToken cancellationToken)
    {
        IAnsiConsole console = Terminal.Create();
        Terminal.WriteHeading(console, "A sample workflow runs");
        DateTimeOffset startedAt = options.TimeProvider.GetUtcNow();
        string instanceId = Guid.NewGuid().ToString();
        SampleReport report = await SampleProcess.RunAsync(
            host.Listeners, options.PortOffset, instanceId,
            line => console.Write(new Text(TerminalText.Safe(line) + "\n", new Style(Color.Grey))), cancellationToken);

        using var api = new ApiClient(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://localhost:{host.Listeners["ui"].Port}/")), options.Token);
        var checks = new DemoChecks(api, report, instanceId, startedAt);
        var missing = new List<string>();
        foreach (DemoCheck check in checks.All)
        {
            Terminal.WriteHeading(console, check.Title);
            if (await LookAsync(check, console, options.TimeProvider, cancellationToken) is { } problem)
            {
                missing.Add($"{check.Title}: {problem}");
                console.Write(new Text($"not seen: {problem}\n", new Style(Color.Red)));
            }

            console.Write(new Text($"see {api.BaseUrl.ToString().TrimEnd('/')}{check.Where}\n", new Style(Color.Grey)));
        }

        console.WriteLine();
        console.Write(missing.Count == 0
            ? new Text($"Every step was seen through the APIs. Start at {api.BaseUrl}\n", new Style(Color.Green))
            : new Text($"{missing.Count} of {checks.All.Count} steps were not seen:\n  {string.Join("\n  ", missing)}\n", new Style(Color.Red)));
        return missing.Count == 0;
    }

    // The last export of the sample may still be on its way when the sample has ended.
    private static async Task<string?> LookAsync(DemoCheck check, IAnsiConsole console, TimeProvider time, CancellationToken cancellationToken)
    {
        long started = time.GetTimestamp();
        using var timer = new PeriodicTimer(s_pause, time);
        while (true)
        {
            string? problem;
            try
            {
                problem = await check.LookAsync(console, cancellationToken);
            }
            catch (ApiException e)
            {
                problem = e.Message;
            }

            if (problem is null || time.GetElapsedTime(started) > s_patience)
            {
                return problem;
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }
}
