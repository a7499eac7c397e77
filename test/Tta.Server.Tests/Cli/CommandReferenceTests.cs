using System.CommandLine;
using System.Globalization;
using System.Text;
using Tta.Server.Cli;
using Tta.TestKit;

namespace Tta.Server.Tests.Cli;

/// <summary>docs/reference/cli.md is written from the commands themselves; this test says when it is not up to date.</summary>
public sealed class CommandReferenceTests
{
    private static readonly string s_path = Path.Combine(Repository.Root, "docs", "reference", "cli.md");

    [Fact]
    public void The_reference_is_that_of_the_commands()
    {
        string expected = Render();
        if (Environment.GetEnvironmentVariable("TTA_APPROVE_CLI") == "1")
        {
            File.WriteAllText(s_path, expected);
        }

        string actual = File.Exists(s_path) ? File.ReadAllText(s_path) : "";
        Assert.True(expected == actual, "docs/reference/cli.md is not up to date: run this test with TTA_APPROVE_CLI=1 and look at the difference");
    }

    private static string Render()
    {
        RootCommand root = CommandLine.Root();
        var text = new StringBuilder();
        text.Append("# Command line\n\n").Append(root.Description).Append(" `tta COMMAND --help` says the same in the terminal.\n");
        foreach (Command command in root.Subcommands)
        {
            Write(text, command, "tta");
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, Command command, string parent)
    {
        string name = $"{parent} {command.Name}";
        string arguments = string.Concat(command.Arguments.Select(argument => $" <{argument.Name}>"));
        text.Append(CultureInfo.InvariantCulture, $"\n## {name}{arguments}\n{command.Description}.\n");
        List<(string, string)> rows = [.. command.Arguments.Select(a => ($"<{a.Name}>", a.Description!)), .. command.Options.Where(o => o.Name != "--help").Select(Row)];
        if (rows.Count > 0)
        {
            text.Append("\n| | |\n|---|---|\n");
            foreach ((string what, string description) in rows)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{Escape(what)}` | {Escape(description)} |\n");
            }
        }

        foreach (Command child in command.Subcommands)
        {
            Write(text, child, name);
        }
    }

    private static (string What, string Description) Row(Option option)
    {
        string names = string.Join(", ", option.Aliases.Prepend(option.Name));
        return (option.HelpName is null ? names : $"{names} {option.HelpName}", option.Description!);
    }

    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal);
}
