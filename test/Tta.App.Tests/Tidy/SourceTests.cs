using System.Text.RegularExpressions;

namespace Tta.App.Tests.Tidy;

/// <summary>The house style as far as a text search can see it. (Method length is the build's: MA0051 in .editorconfig.)</summary>
public sealed partial class SourceTests
{
    private const int MaxFileLines = 800;
    private const int MaxTestFileLines = 1000;

    // A file longer than the limit needs its reason here.
    private static readonly Dictionary<string, string> s_longFiles = [];

    [Fact]
    public void No_file_is_too_long_to_read_in_one_sitting()
    {
        var tooLong = new List<string>();
        foreach (string path in SourceFiles.All("*.cs", "*.ts", "*.tsx", "*.css"))
        {
            int limit = path.StartsWith("test/", StringComparison.Ordinal) ? MaxTestFileLines : MaxFileLines;
            int lines = SourceFiles.Read(path).AsSpan().Count('\n');
            if (lines > limit && !s_longFiles.ContainsKey(path))
            {
                tooLong.Add($"{path}: {lines} lines, limit {limit}");
            }
        }

        Assert.Empty(tooLong);
    }

    [Fact]
    public void Method_length_is_checked_by_the_build()
    {
        string config = SourceFiles.Read(".editorconfig");
        Assert.Contains("MA0051.maximum_lines_per_method = 70", config, StringComparison.Ordinal);
        Assert.Contains("dotnet_diagnostic.MA0051.severity = warning", config, StringComparison.Ordinal);
        Assert.Contains("<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", SourceFiles.Read("Directory.Build.props"), StringComparison.Ordinal);
    }

    [Fact]
    public void No_folder_or_file_has_a_name_that_says_nothing()
    {
        IEnumerable<string> folders = SourceFiles.Folders().Where(path => EmptyName().IsMatch(path.Split('/')[^1]));
        IEnumerable<string> files = SourceFiles.All("*.cs", "*.ts", "*.tsx").Where(path => EmptyName().IsMatch(Path.GetFileNameWithoutExtension(path)));
        Assert.Empty(folders.Concat(files));
    }

    [Fact]
    public void No_source_holds_unfinished_work()
    {
        IEnumerable<string> marked = SourceFiles.All("*.cs", "*.ts", "*.tsx", "*.css", "*.csproj", "*.props", "*.targets")
            .Where(path => !path.StartsWith("test/Tta.App.Tests/Tidy/", StringComparison.Ordinal))
            .Where(path => UnfinishedWork().IsMatch(SourceFiles.Read(path)));
        Assert.Empty(marked);
    }

    [Fact]
    public void Engine_and_library_code_waits_for_events_not_for_the_clock()
    {
        IEnumerable<string> sleeping = SourceFiles.All("*.cs")
            .Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Where(path => SourceFiles.Read(path).Contains("Thread.Sleep", StringComparison.Ordinal));
        Assert.Empty(sleeping);
    }

    [GeneratedRegex("^(Utils?|Utilities|Helpers?|Managers?|Common|Misc|Services)$|(Utils?|Helper|Manager)$", RegexOptions.IgnoreCase)]
    private static partial Regex EmptyName();

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|NotImplementedException")]
    private static partial Regex UnfinishedWork();
}
