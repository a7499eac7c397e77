using System.Globalization;
using System.Text;

namespace Tta.TestKit;

/// <summary>
/// One run over a corpus of cases: counts what passed, prints <c>conformance &lt;suite&gt;: &lt;passed&gt;/&lt;total&gt;</c> and
/// lists what failed in <c>artifacts/conformance/&lt;suite&gt;.failed.txt</c>. The corpora lie in the folder named by
/// <c>TTA_CONFORMANCE</c> (default <c>../shared/conformance</c> beside the checkout).
/// </summary>
public sealed class Conformance(string suite)
{
    private readonly StringBuilder _failed = new();

    /// <summary>Folder of the corpora.</summary>
    public static string Folder { get; } = Path.GetFullPath(
        Environment.GetEnvironmentVariable("TTA_CONFORMANCE") ?? Path.Combine(Repository.Root, "..", "shared", "conformance"));

    /// <summary>Why conformance tests cannot run here, or null when they can.</summary>
    public static string? SkipReason => Directory.Exists(Folder)
        ? null
        : $"no conformance corpora at {Folder}; set TTA_CONFORMANCE to their folder";

    public int Passed { get; private set; }

    public int Total { get; private set; }

    /// <summary>Full path of a file of the corpora.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Runs one case; an exception or a message counts as failed.</summary>
    public void Run(string id, Func<string?> check)
    {
        Total++;
        string? problem;
        try
        {
            problem = check();
        }
        catch (Exception e)
        {
            problem = $"{e.GetType().Name}: {e.Message}";
        }

        if (problem is null)
        {
            Passed++;
        }
        else
        {
            _failed.Append(CultureInfo.InvariantCulture, $"{id}: {problem.ReplaceLineEndings(" | ")}\n");
        }
    }

    /// <summary>Prints the score, writes the list of failures and fails the test when the score is below the floor.</summary>
    /// <param name="atLeast">The score of the last change: it may rise, never fall.</param>
    public void Finish(int atLeast)
    {
        string folder = Path.Combine(Repository.Artifacts, "conformance");
        Directory.CreateDirectory(folder);
        string list = Path.Combine(folder, suite + ".failed.txt");
        File.WriteAllText(list, _failed.ToString());
        Console.WriteLine($"conformance {suite}: {Passed}/{Total}");
        Assert.True(Total > 0, $"conformance {suite}: no cases found in {Folder}");
        bool standard = Environment.GetEnvironmentVariable("TTA_CONFORMANCE") is null;
        Assert.True(!standard || Passed >= atLeast, $"conformance {suite}: {Passed}/{Total}, floor {atLeast}; failures are in {list}");
    }
}
