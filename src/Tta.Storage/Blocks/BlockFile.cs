// Spec: docs/formats/blocks.md, format version 1.
using System.Buffers;
using System.IO.Compression;
using Tta.Storage.Files;

namespace Tta.Storage.Blocks;

/// <summary>
/// A block that is open for reading. Thread-safe. It is counted who uses it: the file is closed when the last one lets go, also when its
/// name is deleted before.
/// </summary>
internal sealed class BlockFile
{
    private readonly IStoreFile _file;
    private int _users = 1;

    private BlockFile(IStoreFile file, string path, long number)
    {
        _file = file;
        Path = path;
        Number = number;
        LengthBytes = file.Length;
    }

    public string Path { get; }

    public long Number { get; }

    public long LengthBytes { get; }

    /// <summary>Version of its format.</summary>
    public ushort Version { get; private set; }

    /// <summary>Opens a block and reads its footer.</summary>
    /// <exception cref="InvalidDataException">Header, trailer or footer are damaged.</exception>
    /// <exception cref="NotSupportedException">The block is of a later version or another signal.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static BlockFile Open(IFileSystem files, string path, Signal signal, long number, out byte[] footer)
    {
        IStoreFile file = files.Open(path);
        try
        {
            var block = new BlockFile(file, path, number);
            footer = block.ReadFooter(signal);
            return block;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Acquire() => Interlocked.Increment(ref _users);

    public void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0)
        {
            _file.Dispose();
        }
    }

    /// <summary>The plain bytes of a section.</summary>
    /// <exception cref="InvalidDataException">The section is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public byte[] Read(BlockSection section)
    {
        byte[] plain = GC.AllocateUninitializedArray<byte>(section.PlainBytes);
        Read(section, plain);
        return plain;
    }

    /// <summary>Fills a span of their number with the plain bytes of a section.</summary>
    /// <exception cref="InvalidDataException">The section is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Read(BlockSection section, Span<byte> plain)
    {
        if (!section.IsCompressed)
        {
            ReadStored(section, plain);
            return;
        }

        byte[] stored = ArrayPool<byte>.Shared.Rent(section.StoredBytes);
        try
        {
            Span<byte> bytes = stored.AsSpan(0, section.StoredBytes);
            ReadStored(section, bytes);
            if (!BrotliDecoder.TryDecompress(bytes, plain, out int written) || written != plain.Length)
            {
                throw Damaged(section, $"gives {written} bytes instead of {plain.Length}");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    /// <summary>Fills a span of their number with the bytes of a section as they are stored.</summary>
    /// <exception cref="InvalidDataException">The section is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void ReadStored(BlockSection section, Span<byte> stored)
    {
        int read = _file.Read(stored, section.Offset);
        if (read < stored.Length || Crc32C.Of(stored) != section.Checksum)
        {
            throw Damaged(section, read < stored.Length ? $"has only {read} bytes" : "has a wrong checksum");
        }
    }

    /// <summary>Reads a section without keeping it.</summary>
    /// <exception cref="InvalidDataException">The section is damaged.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public void Check(BlockSection section)
    {
        byte[] stored = ArrayPool<byte>.Shared.Rent(section.StoredBytes);
        try
        {
            ReadStored(section, stored.AsSpan(0, section.StoredBytes));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private byte[] ReadFooter(Signal signal)
    {
        Span<byte> bytes = stackalloc byte[BlockFormat.HeaderBytes];
        int read = _file.Read(bytes, 0);
        if (!BlockFormat.IsHeader(bytes[..read], signal, Number, Path, out ushort version))
        {
            throw new InvalidDataException($"{Path} has no valid header");
        }

        Version = version;
        read = _file.Read(bytes, Math.Max(0, LengthBytes - BlockFormat.TrailerBytes));
        if (!BlockFormat.TryReadTrailer(bytes[..read], out BlockSection footer))
        {
            throw new InvalidDataException($"{Path} has no valid end");
        }

        return Read(footer);
    }

    private InvalidDataException Damaged(BlockSection section, string what) =>
        new($"the section of {section.StoredBytes} bytes at {section.Offset} of {Path} {what}");
}
