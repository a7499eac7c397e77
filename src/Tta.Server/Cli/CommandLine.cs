using System.CommandLine;
using Tta.Server.Demo;

namespace Tta.Server.Cli;

/// <summary>The commands of <c>tta</c>.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args) => Root().Parse(args).InvokeAsync();

    public static RootCommand Root() => new("See what your AI workflows do: traces, metrics, logs and model calls in one process.")
    {
        UpCommand.Create(),
        DemoCommand.Create(),
        StatusCommand.Create(),
        DoctorCommand.Create(),
        QueryCommand.Create(),
        PricesCommand.Create(),
    };

    /// <summary>Runs a command that asks a server; what the server says about a failure goes to the user.</summary>
    public static async Task<int> GuardAsync(Func<Task<int>> command)
    {
        try
        {
            return await command();
        }
        catch (ApiException e)
        {
            Console.Error.WriteLine($"tta: {e.Message}");
            return 1;
        }
    }
}
