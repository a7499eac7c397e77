using Tta.TestKit;

namespace Tta.App.Tests.Tidy;

/// <summary>The files that people wrote: everything in the checkout except build output, packages and git's own.</summary>
internal static class SourceFiles
{
    private static readonly string[] s_notWritten = ["artifacts", "node_modules", ".git", "dist", "bin", "obj"];

    /// <summary>Paths relative to the root, with forward slashes, sorted.</summary>
    public static IReadOnlyList<string> All(params string[] patterns)
    {
        var found = new List<string>();
        Collect(new DirectoryInfo(Repository.Root), patterns, found);
        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Read(string relativePath) => File.ReadAllText(Path.Combine(Repository.Root, relativePath));

    public static IEnumerable<string> Folders()
    {
        var pending = new Queue<DirectoryInfo>([new DirectoryInfo(Repository.Root)]);
        while (pending.TryDequeue(out DirectoryInfo? folder))
        {
            foreach (DirectoryInfo child in folder.GetDirectories().Where(IsWritten))
            {
                pending.Enqueue(child);
                yield return Path.GetRelativePath(Repository.Root, child.FullName).Replace('\\', '/');
            }
        }
    }

    private static void Collect(DirectoryInfo folder, string[] patterns, List<string> found)
    {
        foreach (string pattern in patterns)
        {
            found.AddRange(folder.GetFiles(pattern).Select(f => Path.GetRelativePath(Repository.Root, f.FullName).Replace('\\', '/')));
        }

        foreach (DirectoryInfo child in folder.GetDirectories().Where(IsWritten))
        {
            Collect(child, patterns, found);
        }
    }

    private static bool IsWritten(DirectoryInfo folder) => !s_notWritten.Contains(folder.Name, StringComparer.Ordinal);
}
