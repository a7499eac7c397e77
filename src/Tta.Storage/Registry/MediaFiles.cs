using System.Buffers;
using System.Security.Cryptography;
using Tta.Model;
using Tta.Storage.Files;

namespace Tta.Storage.Registry;

/// <summary>
/// Bytes in files named by their hash: written beside, synced and renamed, so that a name means whole and right bytes. Thread-safe.
/// </summary>
internal sealed class MediaFiles(IFileSystem files, string directory)
{
    private const int BufferBytes = 64 << 10;

    private readonly string _incoming = Path.Combine(directory, "incoming");

    /// <exception cref="RegistryException">The bytes are not the announced ones.</exception>
    /// <exception cref="StoreUnavailableException">The disk refused.</exception>
    public async Task WriteAsync(MediaRecord media, Stream bytes, CancellationToken cancellationToken)
    {
        string target = PathOf(media);
        string upload = Path.Combine(_incoming, Guid.NewGuid().ToString("N"));
        try
        {
            using (IStoreFile file = OnDisk(media, () => Create(upload, target)))
            {
                await CopyAsync(media, bytes, file, cancellationToken).ConfigureAwait(false);
                OnDisk(media, () => Finish(file, upload, target));
            }
        }
        catch
        {
            Delete(upload);
            throw;
        }
    }

    public IStoreFile Open(MediaRecord media) => files.Open(PathOf(media));

    public void RemoveUnfinished()
    {
        foreach (string name in files.ListFiles(_incoming))
        {
            Delete(Path.Combine(_incoming, name));
        }
    }

    private static async Task CopyAsync(MediaRecord media, Stream bytes, IStoreFile file, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            long length = 0;
            int read;
            while ((read = await bytes.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                if (length + read > media.LengthBytes)
                {
                    throw new RegistryException(RegistryFault.Invalid, $"more than the {media.LengthBytes} bytes that were announced");
                }

                hash.AppendData(buffer, 0, read);
                long place = length;
                OnDisk(media, () => Write(file, buffer.AsSpan(0, read), place));
                length += read;
            }

            string sha256 = Convert.ToBase64String(hash.GetHashAndReset());
            if (length != media.LengthBytes || !string.Equals(sha256, media.Sha256, StringComparison.Ordinal))
            {
                throw new RegistryException(
                    RegistryFault.Invalid,
                    $"{length} bytes with SHA-256 {sha256} came, {media.LengthBytes} with {media.Sha256} were announced");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Tells a disk that refuses from a sender that breaks off: both throw <see cref="IOException"/>s.</summary>
    private static T OnDisk<T>(MediaRecord media, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException(
                $"cannot keep the {media.LengthBytes} bytes of media {media.Id}: {e.Message}; free disk space or choose another data directory", e);
        }
    }

    private static bool Write(IStoreFile file, ReadOnlySpan<byte> bytes, long offset)
    {
        file.Write(bytes, offset);
        return true;
    }

    private IStoreFile Create(string upload, string target)
    {
        files.CreateDirectory(_incoming);
        files.CreateDirectory(Path.GetDirectoryName(target)!);
        return files.Create(upload);
    }

    private bool Finish(IStoreFile file, string upload, string target)
    {
        file.Sync();
        files.Move(upload, target);
        files.SyncDirectory(Path.GetDirectoryName(target)!);
        files.SyncDirectory(directory);
        return true;
    }

    private string PathOf(MediaRecord media)
    {
        string name = Convert.ToHexStringLower(Convert.FromBase64String(media.Sha256));
        return Path.Combine(directory, name[..2], name);
    }

    private void Delete(string path)
    {
        try
        {
            files.Delete(path);
        }
        catch (IOException)
        {
            // What is left over is deleted at the next start.
        }
    }
}
