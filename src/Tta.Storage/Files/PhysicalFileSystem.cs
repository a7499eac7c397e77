namespace Tta.Storage.Files;

/// <summary>The file system of the machine.</summary>
public sealed class PhysicalFileSystem : IFileSystem
{
    /// <summary>The only instance; it has no state.</summary>
    public static PhysicalFileSystem Instance { get; } = new();

    private PhysicalFileSystem()
    {
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path) => Directory.CreateDirectory(path);

    /// <inheritdoc/>
    public IReadOnlyList<string> ListFiles(string directory)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }

        string[] names = Directory.GetFiles(directory);
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Path.GetFileName(names[i]);
        }

        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public IStoreFile Create(string path) => new PhysicalFile(path, FileMode.CreateNew);

    /// <inheritdoc/>
    public IStoreFile Open(string path) => new PhysicalFile(path, FileMode.Open);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(path);

    /// <inheritdoc/>
    public void Move(string source, string target) => File.Move(source, target, overwrite: true);

    /// <inheritdoc/>
    public void SyncDirectory(string path) => DirectorySync.Run(path);

    /// <inheritdoc/>
    public DiskSpace GetSpace(string directory)
    {
        var drive = new DriveInfo(Path.GetFullPath(directory));
        return new DiskSpace(drive.AvailableFreeSpace, drive.TotalSize);
    }

    /// <inheritdoc/>
    public IDisposable Lock(string path, string owner) => new PhysicalLock(path, owner);
}
