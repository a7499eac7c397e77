// Spec: docs/formats/wal.md, section "Record".
using Tta.Storage.Files;

namespace Tta.Storage.Wal;

/// <summary>Reads single records of a log that is being written, each by its place. Called under the lock of the store.</summary>
internal sealed class WalTail(IFileSystem files) : IDisposable
{
    private IStoreFile? _file; // Of a segment that the log itself holds open no more.
    private long _fileSegment;

    /// <summary>Reads the record at an offset of a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="offset">Where the record begins.</param>
    /// <param name="size">Bytes it takes, header included.</param>
    /// <returns>The record; null when it is damaged.</returns>
    /// <exception cref="IOException">The disk does not give it.</exception>
    public byte[]? Read(WalSegment segment, long offset, out long size)
    {
        IStoreFile file = FileOf(segment);
        Span<byte> header = stackalloc byte[WalFormat.RecordHeaderBytes];
        size = 0;
        if (file.Read(header, offset) < header.Length)
        {
            return null;
        }

        long length = WalFormat.PayloadLength(header);
        size = WalFormat.RecordHeaderBytes + length;
        if (length < 0 || offset + size > segment.LengthBytes)
        {
            return null;
        }

        byte[] record = GC.AllocateUninitializedArray<byte>((int)size);
        return file.Read(record, offset) == size && WalFormat.IsIntact(record) ? record : null;
    }

    /// <summary>Lets go of a segment that is deleted.</summary>
    public void Forget(long segment)
    {
        if (_fileSegment == segment)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
        _fileSegment = 0;
    }

    /// <summary>Type of a record.</summary>
    public static byte TypeOf(byte[] record) => (byte)(record[8] & ~RecordCompression.Flag);

    /// <summary>Plain payload of a record.</summary>
    /// <exception cref="InvalidDataException">The payload is damaged in spite of its checksum.</exception>
    public static ReadOnlyMemory<byte> PayloadOf(byte[] record)
    {
        ReadOnlyMemory<byte> payload = record.AsMemory(WalFormat.RecordHeaderBytes);
        if ((record[8] & RecordCompression.Flag) == 0)
        {
            return payload;
        }

        byte[] plain = new byte[RecordCompression.PlainLength(payload.Span, out int streamOffset)];
        RecordCompression.Decompress(payload.Span[streamOffset..], plain);
        return plain;
    }

    private IStoreFile FileOf(WalSegment segment)
    {
        if (segment.File is { } open)
        {
            return open;
        }

        if (_fileSegment != segment.Number)
        {
            Dispose();
            _file = files.Open(segment.Path);
            _fileSegment = segment.Number;
        }

        return _file!;
    }
}
