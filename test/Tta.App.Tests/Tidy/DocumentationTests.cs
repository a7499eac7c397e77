using System.Text.RegularExpressions;
using Tta.TestKit;

namespace Tta.App.Tests.Tidy;

/// <summary>Documents that lead somewhere.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_relative_link_of_the_documents_resolves()
    {
        var broken = new List<string>();
        foreach (string path in SourceFiles.All("*.md"))
        {
            string folder = Path.GetDirectoryName(Path.Combine(Repository.Root, path))!;
            foreach (Match link in Link().Matches(CodeBlock().Replace(SourceFiles.Read(path), "")))
            {
                string target = link.Groups[1].Value;
                if (target.Contains("://", StringComparison.Ordinal) || target.StartsWith('#') || target.StartsWith("mailto:", StringComparison.Ordinal))
                {
                    continue;
                }

                string file = Path.GetFullPath(Path.Combine(folder, target.Split('#')[0]));
                if (!File.Exists(file) && !Directory.Exists(file))
                {
                    broken.Add($"{path}: {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_document_has_one_title()
    {
        IEnumerable<string> untitled = SourceFiles.All("*.md")
            .Where(path => CodeBlock().Replace(SourceFiles.Read(path), "").Split('\n').Count(line => line.StartsWith("# ", StringComparison.Ordinal)) != 1);
        Assert.Empty(untitled);
    }

    [Fact]
    public void The_readme_shows_both_commands_and_the_map_names_every_project()
    {
        string readme = SourceFiles.Read("README.md");
        Assert.Contains("./tta demo", readme, StringComparison.Ordinal);
        Assert.Contains("dotnet test", readme, StringComparison.Ordinal);
        string map = SourceFiles.Read("ARCHITECTURE.md");
        IEnumerable<string> unnamed = SourceFiles.All("*.csproj")
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(name => !map.Contains(name, StringComparison.Ordinal));
        Assert.Empty(unnamed);
    }

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("```.*?```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();
}
