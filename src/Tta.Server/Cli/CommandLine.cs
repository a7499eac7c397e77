using System.CommandLine;

namespace Tta.Server.Cli;

/// <summary>The commands of <c>tta</c>.</summary>
internal static class CommandLine
{
    public static Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("See what your AI workflows do: traces, metrics, logs and model calls in one process.")
        {
            UpCommand.Create(),
        };
        return root.Parse(args).InvokeAsync();
    }
}
