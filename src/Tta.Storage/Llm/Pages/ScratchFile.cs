// Spec: docs/formats/llm.md, section "Rows on disk".
using Tta.Storage.Blocks;
using Tta.Storage.Files;

namespace Tta.Storage.Llm.Pages;

/// <summary>
/// A file of packed pages that means nothing to the next process: it is made when the first page goes there, and deleted at the end, or at the next
/// start. Used under the lock of the store.
/// </summary>
internal sealed class ScratchFile(IFileSystem files, string path) : IDisposable
{
    private readonly Stack<long>?[] _free = new Stack<long>?[Extent.UnitsOf(PageCodec.MaxPackedBytes) + 1]; // Offsets, by number of units.
    private IStoreFile? _file;
    private bool _isClosed;

    public string Path => path;

    /// <summary>Size of the file, bytes, free places in it included.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>Deletes what a dead process left.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    public static void DeleteStale(IFileSystem files, string path)
    {
        string directory = System.IO.Path.GetDirectoryName(path)!;
        foreach (string name in files.ListFiles(directory))
        {
            if (string.Equals(name, System.IO.Path.GetFileName(path), StringComparison.Ordinal))
            {
                files.Delete(path);
            }
        }
    }

    /// <summary>Writes bytes, where they were before if they fit.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="before">Where the bytes stand that they replace.</param>
    /// <exception cref="IOException">The disk is full or failing; what is replaced may be damaged.</exception>
    public Extent Write(ReadOnlySpan<byte> packed, Extent before)
    {
        ThrowIfClosed();
        _file ??= files.Create(path);
        int units = Extent.UnitsOf(packed.Length);
        bool fits = units == before.Units;
        long offset = fits ? before.Offset : Take(units);
        try
        {
            _file.Write(packed, offset);
        }
        catch (IOException) when (!fits)
        {
            Free(offset, units);
            throw;
        }

        if (!fits)
        {
            Free(before);
        }

        return new Extent(offset, packed.Length, Crc32C.Of(packed));
    }

    /// <exception cref="IOException">The file cannot be read, or not what was written to it.</exception>
    public void Read(Extent extent, Span<byte> packed)
    {
        ThrowIfClosed();
        packed = packed[..extent.LengthBytes];
        int read = _file!.Read(packed, extent.Offset);
        if (read < packed.Length || Crc32C.Of(packed) != extent.Checksum)
        {
            throw new IOException(
                $"{packed.Length} bytes at {extent.Offset} of {path} "
                + (read < packed.Length ? $"are only {read}" : "are not what was written"));
        }
    }

    public void Free(Extent extent)
    {
        if (!extent.IsNone)
        {
            Free(extent.Offset, extent.Units);
        }
    }

    /// <exception cref="IOException">The file cannot be deleted; the next start does.</exception>
    public void Dispose()
    {
        _isClosed = true;
        if (_file is not null)
        {
            _file.Dispose();
            _file = null;
            files.Delete(path);
        }
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
        {
            throw new IOException($"{path} is closed");
        }
    }

    private long Take(int units)
    {
        for (int i = units; i < _free.Length; i++)
        {
            if (_free[i] is { Count: > 0 } places)
            {
                long offset = places.Pop();
                if (i > units)
                {
                    Free(offset + ((long)units * Extent.UnitBytes), i - units);
                }

                return offset;
            }
        }

        long end = LengthBytes;
        LengthBytes += (long)units * Extent.UnitBytes;
        return end;
    }

    private void Free(long offset, int units) => (_free[units] ??= new Stack<long>()).Push(offset);
}
