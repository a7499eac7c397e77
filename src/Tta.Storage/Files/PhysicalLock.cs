namespace Tta.Storage.Files;

/// <summary>
/// A lock file that the system frees when the process dies. The owner's name stands in a second file, because a locked file
/// cannot be read by others on every system.
/// </summary>
internal sealed class PhysicalLock : IDisposable
{
    private readonly FileStream _file;

    public PhysicalLock(string path, string owner)
    {
        string ownerPath = path + ".owner";
        try
        {
            _file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            string holder = File.Exists(ownerPath) ? File.ReadAllText(ownerPath) : "another process";
            throw new IOException($"{holder} holds the lock file {path}", e);
        }

        NameOwner(ownerPath, owner);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Only the message of the next one suffers when the disk is too full for this; the data can still be read.</summary>
    private static void NameOwner(string path, string owner)
    {
        try
        {
            File.WriteAllText(path, owner);
        }
        catch (IOException)
        {
            File.Delete(path);
        }
    }
}
