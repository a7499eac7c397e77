using System.Security.Cryptography;
using System.Text;

namespace Tta.Primitives;

/// <summary>Checkpoints in files: one folder per run, one file per step, named by the hash of what they are for.</summary>
/// <remarks>
/// A file is written beside its place, flushed to the disk and renamed: it is whole or absent. It ends with the SHA-256 of its content;
/// a file that does not match, torn by a failing disk, is logged and counts as absent, so that the step runs again. Only the owner can read the folder.
/// </remarks>
public sealed class FileCheckpointStore : ICheckpointStore
{
    private readonly string _folder;

    /// <summary>Uses a folder, which is made when it does not exist.</summary>
    /// <param name="folder">Path of the folder; nothing else should live there.</param>
    public FileCheckpointStore(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        _folder = Path.GetFullPath(folder);
        CreateFolder(_folder);
    }

    /// <inheritdoc/>
    public async ValueTask<ReadOnlyMemory<byte>?> LoadAsync(string workflowId, string step, CancellationToken cancellationToken = default)
    {
        try
        {
            byte[] file = await File.ReadAllBytesAsync(PathOf(workflowId, step), cancellationToken).ConfigureAwait(false);
            int length = file.Length - SHA256.HashSizeInBytes;
            if (length >= 0 && SHA256.HashData(file.AsSpan(0, length)).AsSpan().SequenceEqual(file.AsSpan(length)))
            {
                return file.AsMemory(0, length);
            }

            Log.CheckpointDamaged(TtaLogging.Logger, step, workflowId, PathOf(workflowId, step));
            return null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async ValueTask SaveAsync(
        string workflowId, string step, ReadOnlyMemory<byte> result, CancellationToken cancellationToken = default)
    {
        CreateFolder(FolderOf(workflowId));
        string path = PathOf(workflowId, step);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            var file = new FileStream(beside, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, useAsync: true);
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(result, cancellationToken).ConfigureAwait(false);
                await file.WriteAsync(SHA256.HashData(result.Span), cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
            }

            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string workflowId, CancellationToken cancellationToken = default)
    {
        try
        {
            Directory.Delete(FolderOf(workflowId), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Nothing was saved for it, or somebody else removed it: nothing is left either way.
        }

        return default;
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

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private string FolderOf(string workflowId) => Path.Combine(_folder, Hash(workflowId));

    private string PathOf(string workflowId, string step) => Path.Combine(FolderOf(workflowId), Hash(step));
}
