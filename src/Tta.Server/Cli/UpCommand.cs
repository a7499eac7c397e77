using System.CommandLine;
using Tta.Server.Hosting;
using Tta.Server.Redaction;

namespace Tta.Server.Cli;

/// <summary><c>tta up</c>: runs the server in the foreground until SIGINT or SIGTERM.</summary>
internal static class UpCommand
{
    // What shells say of a process that SIGINT ended: the work was not finished.
    private const int Interrupted = 130;

    public static Command Create()
    {
        var arguments = new ServerArguments();
        var command = new Command("up", "Run the server in the foreground");
        arguments.AddTo(command);
        command.SetAction((parsed, _) => RunAsync(arguments.Read(parsed, ServerArguments.DefaultDataDirectory()), WaitAsync));
        return command;
    }

    /// <summary>Starts a server, reports it, and keeps it while the given work runs. Returns the exit code.</summary>
    public static async Task<int> RunAsync(ServerOptions options, Func<ServerHost, StopSignals, Task<int>> whileServing)
    {
        using var stop = new StopSignals();
        using var loggers = new StderrLogger(LogLevel.Information, options.TimeProvider, IntakeRedactor.Create(options));
        try
        {
            await using ServerHost host = await ServerHost.StartAsync(options, loggers, stop.Token);
            StartReport.Write(host, options);
            return await whileServing(host, stop);
        }
        catch (ServerStartException e)
        {
            Console.Error.WriteLine($"tta: {e.Message}");
            return 1;
        }
        catch (OperationCanceledException) when (stop.Token.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static async Task<int> WaitAsync(ServerHost host, StopSignals stop)
    {
        await stop.WaitAsync();
        return 0;
    }
}
