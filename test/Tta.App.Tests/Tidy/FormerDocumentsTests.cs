using System.Text.RegularExpressions;
using Tta.TestKit;
using Xunit.Abstractions;

namespace Tta.App.Tests.Tidy;

/// <summary>Every block of code in the documents of the former system has a twin in the guide: quoted there, compiled and run.</summary>
public sealed partial class FormerDocumentsTests(ITestOutputHelper output)
{
    private static readonly string s_documents = Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "seeds"));

    [Fact]
    public void EveryBlock_HasATwinThatTheGuideQuotes()
    {
        (string Page, string Document, int Number, string[] Twins)[] rows = [.. Pages().SelectMany(page => Rows(page.Path, page.Text, page.Document))];
        HashSet<string> quoted = [.. GuideFiles().SelectMany(text => Quoted().Matches(text)).Select(match => match.Groups["name"].Value)];
        IEnumerable<string> problems =
        [
            .. rows.SelectMany(row => row.Twins.Where(twin => !quoted.Contains(twin)).Select(twin => $"{row.Page}: the twin {twin} of block {row.Number} is quoted nowhere")),
            .. Pages().SelectMany(page => Missing(page.Document, [.. rows.Where(row => row.Document == page.Document).Select(row => row.Number)])),
        ];

        Assert.Empty(problems);
        Assert.Equal(5, Pages().Count());
    }

    private IEnumerable<string> Missing(string document, int[] numbers)
    {
        string path = Path.Combine(s_documents, document);
        if (!File.Exists(path))
        {
            output.WriteLine($"blocks not counted: {path} is absent");
            return numbers.SequenceEqual(Enumerable.Range(1, numbers.Length)) ? [] : [$"{document}: the numbers of its blocks have gaps"];
        }

        int blocks = Fence().Count(File.ReadAllText(path)) / 2;
        return numbers.SequenceEqual(Enumerable.Range(1, blocks)) ? [] : [$"{document} has {blocks} blocks, the table has {string.Join(",", numbers)}"];
    }

    private static IEnumerable<(string Page, string Document, int Number, string[] Twins)> Rows(string page, string text, string document) =>
        Row().Matches(text).Select(match => (
            page,
            document,
            int.Parse(match.Groups["number"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture),
            Name().Matches(match.Groups["twins"].Value).Select(name => name.Groups[1].Value).ToArray()));

    private static IEnumerable<(string Path, string Text, string Document)> Pages() =>
        from path in SourceFiles.All("*.md")
        where path.StartsWith("docs/guide/", StringComparison.Ordinal)
        let text = SourceFiles.Read(path)
        let answers = Answers().Match(text)
        where answers.Success
        select (path, text, answers.Groups[1].Value);

    private static IEnumerable<string> GuideFiles() =>
        SourceFiles.All("*.md").Where(path => path.StartsWith("docs/guide/", StringComparison.Ordinal)).Select(SourceFiles.Read);

    [GeneratedRegex("<!-- answers: ([a-z-]+\\.md) -->")]
    private static partial Regex Answers();

    [GeneratedRegex("<!-- snippet: (?<name>[\\w-]+) -->")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"^\| (?<number>\d+) \| [^|]+ \| (?<twins>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([\\w-]+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"^\s*```", RegexOptions.Multiline)]
    private static partial Regex Fence();
}
