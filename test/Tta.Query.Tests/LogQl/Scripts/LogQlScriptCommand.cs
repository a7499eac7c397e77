namespace Tta.Query.Tests.LogQl.Scripts;

/// <summary>A command of a logqltest script: a line that is not indented and the indented lines below it.</summary>
internal sealed record LogQlScriptCommand(int LineNumber, string Head, IReadOnlyList<string> Body)
{
    public static IEnumerable<LogQlScriptCommand> ReadAll(string path)
    {
        string[] lines = File.ReadAllLines(path);
        for (int i = 0; i < lines.Length; i++)
        {
            string head = WithoutComment(lines[i]).Trim();
            if (head.Length == 0)
            {
                continue;
            }

            int headLine = i + 1;
            var body = new List<string>();
            while (i + 1 < lines.Length && lines[i + 1].Trim().Length > 0
                && (char.IsWhiteSpace(lines[i + 1][0]) || lines[i + 1].TrimStart().StartsWith('#')))
            {
                string line = WithoutComment(lines[++i]).Trim();
                if (line.Length > 0)
                {
                    body.Add(line);
                }
            }

            yield return new LogQlScriptCommand(headLine, head, body);
        }
    }

    private static string WithoutComment(string line)
    {
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (quote != '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '`')
            {
                quote = c;
            }
            else if (c == '#')
            {
                return line[..i];
            }
        }

        return line;
    }
}
