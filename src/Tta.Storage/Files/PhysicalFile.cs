using Microsoft.Win32.SafeHandles;

namespace Tta.Storage.Files;

internal sealed class PhysicalFile : IStoreFile
{
    private readonly SafeFileHandle _handle;

    public PhysicalFile(string path, FileMode mode) =>
        _handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);

    public long Length => RandomAccess.GetLength(_handle);

    public int Read(Span<byte> target, long offset)
    {
        int total = 0;
        while (total < target.Length)
        {
            int read = RandomAccess.Read(_handle, target[total..], offset + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void Write(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(_handle, bytes, offset);

    public void SetLength(long length) => RandomAccess.SetLength(_handle, length);

    public void Sync() => RandomAccess.FlushToDisk(_handle);

    public void Dispose() => _handle.Dispose();
}
