// Spec: RFC 4180 (CSV). Difference: cells that a spreadsheet would take for a formula begin with an apostrophe.
using System.Globalization;
using Spectre.Console;

namespace Tta.Server.Cli;

/// <summary>Rows of text to print.</summary>
internal sealed class ResultTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    public int RowCount => _rows.Count;

    public void Add(params string[] cells) => _rows.Add(cells);

    public void WriteCsv(TextWriter output)
    {
        foreach (string[] row in _rows.Prepend(columns))
        {
            output.Write(string.Join(',', row.Select(Csv)));
            output.Write("\r\n");
        }
    }

    public void WriteTable(IAnsiConsole console)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(new Text(column, new Style(decoration: Decoration.Bold))));
        }

        foreach (string[] row in _rows)
        {
            table.AddRow(row.Select(cell => new Text(TerminalText.Safe(cell))));
        }

        console.Write(table);
    }

    internal static string Csv(string cell)
    {
        bool isNumber = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
        string text = !isNumber && cell.Length > 0 && cell[0] is ('=' or '+' or '-' or '@' or '\t' or '\r') ? "'" + cell : cell;
        return text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }
}
