namespace Tta.Observability;

/// <summary>Finds which clone of a repository a process runs from.</summary>
internal static class WorkspaceFolder
{
    /// <summary>The nearest folder at or above <paramref name="folder"/> that is a git work tree, or null.</summary>
    public static DirectoryInfo? Of(string folder)
    {
        try
        {
            for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
            {
                // A linked work tree and a submodule have a file of this name.
                string git = Path.Combine(at.FullName, ".git");
                if (Directory.Exists(git) || File.Exists(git))
                {
                    return at;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or System.Security.SecurityException or ArgumentException)
        {
            // A folder that cannot be looked at is not a work tree.
            return null;
        }

        return null;
    }
}
