using Spectre.Console;

namespace Tta.Server.Cli;

/// <summary>Where commands print for people.</summary>
internal static class Terminal
{
    private const int WidthOfAFile = 300;

    /// <summary>Standard output, as wide as a line may be when it is no terminal.</summary>
    public static IAnsiConsole Create()
    {
        bool isPlain = Console.IsOutputRedirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = isPlain ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = isPlain ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Out = new AnsiConsoleOutput(Console.Out),
        });
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = WidthOfAFile;
        }

        return console;
    }

    /// <summary>Prints a heading with a line of space above it.</summary>
    public static void WriteHeading(IAnsiConsole console, string text)
    {
        console.WriteLine();
        console.Write(new Text($"── {text} ──\n", new Style(decoration: Decoration.Bold)));
    }
}
