using System.Buffers;
using Tta.Storage.Files;

namespace Tta.Storage.Wal;

/// <summary>
/// Reads one segment. The first bad record ends it: what lies behind was never acknowledged or is damaged, and without its length
/// no later record can be trusted. The rest is kept in the quarantine folder and cut off, so that writing can go on.
/// </summary>
internal sealed class WalReplay(IFileSystem files, Signal signal, string quarantine, StoreWarnings warnings)
{
    private const int FirstBufferBytes = 1 << 20;

    public long RecordCount { get; private set; }

    /// <summary>Replays a segment; null when the whole file had to be set aside.</summary>
    public WalSegment? Read(string path, long number, IWalReader reader)
    {
        IStoreFile file = files.Open(path);
        try
        {
            Span<byte> header = stackalloc byte[WalFormat.SegmentHeaderBytes];
            if (!TryReadHeader(file, path, header, out int read))
            {
                file.Dispose();
                return null;
            }

            if (!WalFormat.TryReadSegmentHeader(header[..read], signal, path, out long createdMs, out bool isOlder))
            {
                file.Dispose();
                SetAside(path, read);
                return null;
            }

            var segment = new WalSegment(number, path, createdMs) { File = file, LengthBytes = WalFormat.SegmentHeaderBytes, IsOlder = isOlder };
            string? damage = ReadRecords(segment, reader);
            if (damage is not null)
            {
                Cut(segment, damage);
            }

            return segment;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>False, with a warning, when the disk does not give the header; the file stays where it is, for the next start.</summary>
    private bool TryReadHeader(IStoreFile file, string path, Span<byte> header, out int read)
    {
        read = 0;
        try
        {
            while (read < header.Length && file.Read(header[read..], read) is > 0 and var more)
            {
                read += more;
            }

            return true;
        }
        catch (IOException e)
        {
            warnings.AddMissingData($"{signal} log: {path} cannot be read: {e.Message}; its data is missing from answers");
            return false;
        }
    }

    /// <summary>Feeds whole records to the reader and says what ended the segment early, if anything did.</summary>
    private string? ReadRecords(WalSegment segment, IWalReader reader)
    {
        long fileLength = segment.File!.Length;
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        int start = 0;
        int end = 0;
        try
        {
            while (segment.LengthBytes < fileLength)
            {
                long left = fileLength - segment.LengthBytes;
                if (left < WalFormat.RecordHeaderBytes)
                {
                    return "the last record is incomplete";
                }

                Fill(segment, ref buffer, ref start, ref end, WalFormat.RecordHeaderBytes);
                long size = WalFormat.RecordHeaderBytes + (long)WalFormat.PayloadLength(buffer.AsSpan(start));
                if (size < WalFormat.RecordHeaderBytes || size > left || size > Array.MaxLength)
                {
                    return "a record is incomplete or its length is damaged";
                }

                Fill(segment, ref buffer, ref start, ref end, (int)size);
                ReadOnlySpan<byte> record = buffer.AsSpan(start, (int)size);
                if (!WalFormat.IsIntact(record))
                {
                    return "the checksum of a record is wrong";
                }

                ReadRecord(segment, record, reader);
                segment.LengthBytes += size;
                start += (int)size;
                RecordCount++;
            }

            return null;
        }
        catch (InvalidDataException e)
        {
            return e.Message;
        }
        catch (UnreadableException e)
        {
            segment.EndsInDamage = true;
            warnings.AddMissingData(
                $"{signal} log: {segment.Path} cannot be read from byte {segment.LengthBytes} on: {e.InnerException!.Message}; " +
                $"{fileLength - segment.LengthBytes} bytes are missing from answers, check the disk");
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void ReadRecord(WalSegment segment, ReadOnlySpan<byte> record, IWalReader reader)
    {
        byte type = record[8];
        ReadOnlySpan<byte> payload = record[WalFormat.RecordHeaderBytes..];
        if ((type & RecordCompression.Flag) == 0)
        {
            segment.Count(payload.Length, reader.ReadRecord(new WalRecord(segment.Number, type, payload, default)));
            return;
        }

        int length = RecordCompression.PlainLength(payload, out int streamOffset);
        byte[] plain = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            RecordCompression.Decompress(payload[streamOffset..], plain.AsSpan(0, length));
            type = (byte)(type & ~RecordCompression.Flag);
            segment.Count(length, reader.ReadRecord(new WalRecord(segment.Number, type, plain.AsSpan(0, length), payload)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>
    /// Makes at least <paramref name="sizeBytes"/> bytes from the current record on available at <paramref name="start"/>.
    /// </summary>
    private static void Fill(WalSegment segment, ref byte[] buffer, ref int start, ref int end, int sizeBytes)
    {
        if (end - start >= sizeBytes)
        {
            return;
        }

        byte[] target = buffer;
        if (sizeBytes > buffer.Length)
        {
            target = ArrayPool<byte>.Shared.Rent(sizeBytes);
        }

        buffer.AsSpan(start, end - start).CopyTo(target);
        if (target != buffer)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = target;
        }

        end -= start;
        start = 0;
        while (end < sizeBytes)
        {
            end += Read(segment.File!, buffer.AsSpan(end), segment.LengthBytes + end);
        }
    }

    private static int Read(IStoreFile file, Span<byte> target, long offset)
    {
        try
        {
            return file.Read(target, offset) is > 0 and var read ? read : throw new IOException("the file became shorter");
        }
        catch (IOException e)
        {
            throw new UnreadableException(e);
        }
    }

    /// <summary>An empty or headerless file is what a crash leaves between creating and writing it; anything else is kept.</summary>
    private void SetAside(string path, int headerBytes)
    {
        if (headerBytes == 0)
        {
            files.Delete(path);
            return;
        }

        files.CreateDirectory(quarantine);
        string target = Path.Combine(quarantine, Path.GetFileName(path) + ".header");
        files.Move(path, target);
        warnings.AddMissingData(
            $"{signal} log: {path} has no valid header; the file was moved to {target}, its data is missing from answers");
    }

    /// <summary>On a disk too full for the copy the damage stays where it is, and the data before it is served all the same.</summary>
    private void Cut(WalSegment segment, string damage)
    {
        long cutBytes = segment.File!.Length - segment.LengthBytes;
        string target = Path.Combine(quarantine, $"{Path.GetFileName(segment.Path)}.{segment.LengthBytes}");
        string what = $"{signal} log: {damage} at byte {segment.LengthBytes} of {segment.Path}; the {cutBytes} bytes from there on";
        try
        {
            files.CreateDirectory(quarantine);
            CopyTail(segment, target);
            segment.File.SetLength(segment.LengthBytes);
            segment.File.Sync();
            warnings.AddMissingData($"{what} were cut off and kept in {target}");
        }
        catch (IOException e)
        {
            segment.EndsInDamage = true;
            warnings.AddMissingData($"{what} are not read and could not be moved to {target}: {e.Message}");
        }
    }

    private void CopyTail(WalSegment segment, string target)
    {
        foreach (string name in files.ListFiles(quarantine))
        {
            if (string.Equals(name, Path.GetFileName(target), StringComparison.Ordinal))
            {
                files.Delete(target); // A crash during an earlier recovery left it half-written.
            }
        }

        using IStoreFile copy = files.Create(target);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        long length = segment.File!.Length;
        for (long offset = segment.LengthBytes; offset < length;)
        {
            int read = segment.File.Read(buffer.AsSpan(0, (int)Math.Min(buffer.Length, length - offset)), offset);
            copy.Write(buffer.AsSpan(0, read), offset - segment.LengthBytes);
            offset += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        copy.Sync();
        files.SyncDirectory(quarantine);
    }

    /// <summary>The disk does not give what the file has.</summary>
    private sealed class UnreadableException(IOException cause) : Exception(cause.Message, cause);
}
