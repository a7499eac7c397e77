using System.CommandLine;
using Tta.Server.Hosting;

namespace Tta.Server.Cli;

/// <summary><c>tta up</c>: runs the server in the foreground until SIGINT or SIGTERM.</summary>
internal static class UpCommand
{
    public static Command Create()
    {
        var arguments = new ServerArguments();
        var command = new Command("up", "Run the server in the foreground");
        arguments.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(arguments.Read(parsed, ServerArguments.DefaultDataDirectory())));
        return command;
    }

    private static async Task<int> RunAsync(ServerOptions options)
    {
        using var stop = new StopSignals();
        using var loggers = new StderrLogger(LogLevel.Information, options.TimeProvider);
        try
        {
            await using ServerHost host = await ServerHost.StartAsync(options, loggers, stop.Token);
            StartReport.Write(host, options);
            await stop.WaitAsync();
        }
        catch (ServerStartException e)
        {
            Console.Error.WriteLine($"tta: {e.Message}");
            return 1;
        }

        return 0;
    }
}
