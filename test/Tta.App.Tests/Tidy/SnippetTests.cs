using System.Text.RegularExpressions;

namespace Tta.App.Tests.Tidy;

/// <summary>Code in the guide is the code of a program that is compiled and run, word by word.</summary>
public sealed partial class SnippetTests
{
    [Fact]
    public void EveryCodeBlockOfTheGuide_IsQuotedFromASample()
    {
        Dictionary<string, string> sources = SourceFiles.All("*.cs")
            .Where(path => path.StartsWith("samples/", StringComparison.Ordinal))
            .SelectMany(path => Snippet().Matches(SourceFiles.Read(path)))
            .ToDictionary(match => match.Groups["name"].Value, match => Unindented(match.Groups["code"].Value, match.Groups["indent"].Length));
        var problems = new List<string>();
        int count = 0;
        foreach (string path in SourceFiles.All("*.md").Where(path => path.StartsWith("docs/guide/", StringComparison.Ordinal)))
        {
            string text = SourceFiles.Read(path);
            MatchCollection quoted = Quoted().Matches(text);
            count += quoted.Count;
            if (CodeBlock().Count(text) != quoted.Count)
            {
                problems.Add($"{path}: a C# block has no <!-- snippet: name --> line above it");
            }

            problems.AddRange(quoted
                .Where(match => sources.GetValueOrDefault(match.Groups["name"].Value) != match.Groups["code"].Value.TrimEnd('\n'))
                .Select(match => $"{path}: snippet '{match.Groups["name"].Value}' differs from the sample, or is not in one"));
        }

        Assert.Empty(problems);
        Assert.True(count > 0, "the guide quotes no code at all");
    }

    private static string Unindented(string code, int indent) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim().Length == 0 ? "" : line[indent..])).Trim('\n');

    [GeneratedRegex(@"^(?<indent> *)// snippet: (?<name>[\w-]+)\n(?<code>.*?)^ *// end$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"<!-- snippet: (?<name>[\w-]+) -->\n```csharp\n(?<code>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex("^```csharp$", RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
