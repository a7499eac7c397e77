using System.Diagnostics;

namespace Tta.Observability;

/// <summary>
/// A small file that several processes change: under a lock file, and replaced as a whole, so that a reader, and whoever comes after a
/// process that was killed, finds either the old content or the new.
/// </summary>
internal sealed class SharedFile(string path, TimeSpan? lockLimit = null)
{
    private readonly TimeSpan _lockLimit = lockLimit ?? TimeSpan.FromSeconds(5);

    public string FilePath => path;

    /// <returns>The content; empty when the file is not there.</returns>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public byte[] Read()
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
    }

    /// <summary>Changes the file while no other process does.</summary>
    /// <param name="change">Makes the new content from the present one, which is empty when the file is not there; giving that back changes nothing.</param>
    /// <exception cref="IOException">The file cannot be written, or other processes held it all the time, 5 seconds by default.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    public void Update(Func<byte[], byte[]> change)
    {
        CreateFolder(Path.GetDirectoryName(path)!);
        using FileStream held = Lock();
        byte[] present = Read();
        byte[] changed = change(present);
        if (ReferenceEquals(changed, present))
        {
            return;
        }

        string temporary = path + ".new";
        using (var file = new FileStream(temporary, OwnerOnly(FileMode.Create)))
        {
            file.Write(changed);
        }

        File.Move(temporary, path, overwrite: true);
    }

    private static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static FileStreamOptions OwnerOnly(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }

    // The operating system lets go of the lock when its holder dies. It is on a file of its own: the other one is replaced.
    private FileStream Lock()
    {
        long startTimestamp = Stopwatch.GetTimestamp();
        var wait = new SpinWait();
        while (true)
        {
            try
            {
                return new FileStream(path + ".lock", OwnerOnly(FileMode.OpenOrCreate));
            }
            catch (IOException) when (Stopwatch.GetElapsedTime(startTimestamp) < _lockLimit)
            {
                wait.SpinOnce();
            }
        }
    }
}
