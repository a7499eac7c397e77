namespace Tta.TestKit;

/// <summary>Places that tests read from: the checkout and what lies beside it.</summary>
public static class Repository
{
    /// <summary>Full path of the checkout: the nearest folder above the test assembly that holds Tta.slnx.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Folder of build and test output inside the checkout.</summary>
    public static string Artifacts => Path.Combine(Root, "artifacts");

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Tta.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"no Tta.slnx above {AppContext.BaseDirectory}: run the tests from a checkout");
    }
}
