// Spec: docs/formats/blocks.md, format version 1.
using System.IO.Compression;
using Tta.Storage.Files;
using Tta.Storage.Wal;

namespace Tta.Storage.Blocks;

/// <summary>
/// Writes one block: sections one behind the other, then the footer that names them. The file has a temporary name until it is
/// complete and synced, so a block is there as a whole or not at all. Not thread-safe.
/// </summary>
internal sealed class BlockWriter : IDisposable
{
    private const int BufferBytes = 256 << 10;
    private const int SmallestToCompressBytes = 64;
    private const int Quality = 5;
    private const int WindowBits = 22;

    private readonly IFileSystem _files;
    private readonly string _directory;
    private readonly string _path;
    private readonly string _temporaryPath;
    private readonly ByteWriter _buffer;
    private readonly IStoreFile _file;
    private long _flushedBytes;
    private bool _isFinished;

    /// <param name="files">Where to.</param>
    /// <param name="directory">The directory of the block.</param>
    /// <param name="signal">What it holds.</param>
    /// <param name="number">Its number.</param>
    /// <param name="createdMs">Unix ms.</param>
    /// <param name="buffer">Memory that nobody else uses until the block is finished.</param>
    /// <exception cref="IOException">The file cannot be created.</exception>
    public BlockWriter(IFileSystem files, string directory, Signal signal, long number, long createdMs, ByteWriter buffer)
    {
        _files = files;
        _buffer = buffer;
        _buffer.Reset(0, 4 * BufferBytes);
        _directory = directory;
        _path = Path.Combine(directory, BlockFormat.FileName(number));
        _temporaryPath = _path + BlockFormat.TemporaryExtension;
        _file = files.Create(_temporaryPath);
        BlockFormat.WriteHeader(_buffer.Reserve(BlockFormat.HeaderBytes), signal, createdMs, number);
        _buffer.Advance(BlockFormat.HeaderBytes);
    }

    public long LengthBytes => _flushedBytes + _buffer.Length;

    /// <summary>Writes a section; compressed only if that makes it smaller.</summary>
    /// <param name="plain">The section.</param>
    /// <param name="compress">False writes it as it is.</param>
    /// <param name="quality">Effort of the compressor, 0 to 11.</param>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public BlockSection Add(ReadOnlySpan<byte> plain, bool compress, int quality = Quality)
    {
        long offset = LengthBytes;
        Span<byte> target = _buffer.Reserve(plain.Length);
        bool isCompressed = compress & plain.Length >= SmallestToCompressBytes;
        if (!isCompressed || !BrotliEncoder.TryCompress(plain, target[..(plain.Length - 1)], out int written, quality, WindowBits))
        {
            plain.CopyTo(target);
            written = plain.Length;
        }

        var section = new BlockSection(offset, written, plain.Length, Crc32C.Of(target[..written]));
        _buffer.Advance(written);
        if (_buffer.Length >= BufferBytes)
        {
            Flush();
        }

        return section;
    }

    /// <summary>Writes a section of another block as it is stored there.</summary>
    /// <exception cref="InvalidDataException">The section is damaged.</exception>
    /// <exception cref="IOException">The disk is full or failing, or the other block cannot be read.</exception>
    public BlockSection Copy(BlockFile from, BlockSection section)
    {
        from.ReadStored(section, _buffer.Reserve(section.StoredBytes)[..section.StoredBytes]);
        BlockSection copy = section with { Offset = LengthBytes };
        _buffer.Advance(section.StoredBytes);
        if (_buffer.Length >= BufferBytes)
        {
            Flush();
        }

        return copy;
    }

    /// <summary>Writes the footer and makes the block durable under its name.</summary>
    /// <exception cref="IOException">The disk is full or failing; the block does not exist then.</exception>
    public void Finish(ReadOnlySpan<byte> footer)
    {
        BlockSection section = Add(footer, compress: true);
        BlockFormat.WriteTrailer(_buffer.Reserve(BlockFormat.TrailerBytes), section);
        _buffer.Advance(BlockFormat.TrailerBytes);
        Flush();
        _file.Sync();
        _file.Dispose();
        _files.Move(_temporaryPath, _path);
        _isFinished = true;
        _files.SyncDirectory(_directory);
    }

    /// <summary>Removes an unfinished file. What a dead process leaves is removed at the next start.</summary>
    public void Dispose()
    {
        _file.Dispose();
        if (!_isFinished)
        {
            _files.Delete(_temporaryPath);
        }
    }

    private void Flush()
    {
        _file.Write(_buffer.Written, _flushedBytes);
        _flushedBytes += _buffer.Length;
        _buffer.Reset(0, 4 * BufferBytes);
    }
}
