using System.CommandLine;
using System.Text.Json;

namespace Tta.Server.Cli;

/// <summary><c>tta query</c>: asks a running server from the terminal.</summary>
internal static class QueryCommand
{
    public static Command Create() => new("query", "Ask a running server; prints a table, JSON or CSV")
    {
        PromQlQuery.Create(),
        LogQlQuery.Create(),
        TraceQlQuery.Create(),
        TracesQuery.Create(),
        TraceQuery.Create(),
    };

    public static Option<OutputFormat> FormatOption() => new("--format", "-o")
    {
        Description = "How to print the result",
        HelpName = "table|json|csv",
        DefaultValueFactory = static _ => OutputFormat.Table,
    };

    public static DurationOption SinceOption() => new("--since", "How far back to look", TimeSpan.FromHours(1));

    /// <summary>Asks and prints; the answer is turned into rows only when rows are wanted.</summary>
    public static async Task<int> PrintAsync(
        Func<Task<JsonDocument>> ask, Func<JsonElement, ResultTable> rows, OutputFormat format, string whenEmpty)
    {
        using JsonDocument answer = await ask();
        if (format == OutputFormat.Json)
        {
            Console.Out.WriteLine(answer.RootElement.GetRawText());
            return 0;
        }

        ResultTable table = rows(answer.RootElement);
        if (format == OutputFormat.Csv)
        {
            table.WriteCsv(Console.Out);
        }
        else if (table.RowCount == 0)
        {
            Console.Error.WriteLine(whenEmpty);
        }
        else
        {
            table.WriteTable(Terminal.Create());
        }

        return 0;
    }
}
