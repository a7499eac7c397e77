namespace Tta.Query.Tests.PromQl.Scripts;

/// <summary>A command of a script: its first line and the lines below it.</summary>
internal sealed record ScriptCommand(int LineNumber, string Head, IReadOnlyList<string> Body)
{
    public static IEnumerable<ScriptCommand> ReadAll(string path)
    {
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string head = Clean(lines[i]);
            if (head.Length == 0)
            {
                continue;
            }

            int headLine = i + 1;
            var body = new List<string>();
            while (head != "clear" && i + 1 < lines.Length && Clean(lines[i + 1]).Length > 0)
            {
                body.Add(Clean(lines[++i]));
            }

            yield return new ScriptCommand(headLine, head, body);
        }
    }

    private static string Clean(string line) => line.TrimStart().StartsWith('#') ? "" : line.Trim();
}
