using Spectre.Console;

namespace Tta.Server.Cli;

/// <summary>Where commands print for people.</summary>
internal static class Terminal
{
    private const int WidthOfAFile = 300;

    /// <summary>Standard output, as wide as a line may be when it is no terminal.</summary>
    public static IAnsiConsole Create()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Out) });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfAFile;
        }

        return console;
    }
}
