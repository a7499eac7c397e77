namespace Tta.Storage.Files;

/// <summary>
/// What the stores need of a file system, so that tests can tear writes, fill the disk and crash at any step. Thread-safe.
/// Every method throws <see cref="IOException"/> when the system refuses.
/// </summary>
public interface IFileSystem
{
    /// <summary>Creates a directory and its parents; nothing happens when it exists.</summary>
    void CreateDirectory(string path);

    /// <summary>Names (without directory) of the files in a directory, in ordinal order; empty when there is no such directory.</summary>
    IReadOnlyList<string> ListFiles(string directory);

    /// <summary>Creates a file that must not exist and opens it for reading and writing.</summary>
    IStoreFile Create(string path);

    /// <summary>Opens an existing file for reading and writing.</summary>
    IStoreFile Open(string path);

    /// <summary>Deletes a file.</summary>
    void Delete(string path);

    /// <summary>Renames a file within its file system; an existing target is replaced.</summary>
    void Move(string source, string target);

    /// <summary>Makes created, renamed and deleted names of a directory survive a power failure.</summary>
    void SyncDirectory(string path);

    /// <summary>Space of the disk that holds a directory.</summary>
    DiskSpace GetSpace(string directory);

    /// <summary>Takes a lock file until the result is disposed or the process dies.</summary>
    /// <param name="path">The lock file.</param>
    /// <param name="owner">Who takes it, for the error message of the next one.</param>
    /// <exception cref="IOException">Somebody else holds it; the message names the owner.</exception>
    IDisposable Lock(string path, string owner);
}
