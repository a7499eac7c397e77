// Spec: docs/formats/wal.md.
using Tta.Storage.Files;

namespace Tta.Storage.Wal;

/// <summary>
/// The append-only log of one signal, cut into segments. A record that was appended is in the system's page cache and survives the
/// death of the process; <see cref="SyncAsync"/> makes it survive a power failure.
/// Threading: everything but <see cref="SyncAsync"/> and <see cref="EvictAsync"/> is called under the lock of the store; these two take
/// turns by themselves and must be called without it.
/// </summary>
internal sealed class WriteAheadLog : IDisposable
{
    private const int KeepCompressedBytes = 1 << 20;

    private readonly IFileSystem _files;
    private readonly Signal _signal;
    private readonly string _directory;
    private readonly StoreWarnings _warnings;
    private readonly Lock _lock;
    private readonly ByteWriter _compressed = new();
    private readonly SemaphoreSlim _syncTurn = new(1, 1);
    private readonly List<WalSegment> _segments = [];
    private readonly List<WalSegment> _discarded = []; // Deleted files whose handle a sync may still use.
    private WalSegment? _current;
    private bool _directoryDirty;
    private long _nextNumber = 1;
    private long _writtenPosition;
    private long _syncedPosition;
    private long _lostFrom;
    private long _lostTo;

    private WriteAheadLog(IFileSystem files, Signal signal, string directory, Lock storeLock, StoreWarnings warnings)
    {
        _files = files;
        _signal = signal;
        _directory = directory;
        _lock = storeLock;
        _warnings = warnings;
    }

    public long ReplayedRecords { get; private set; }

    /// <summary>Number of the segment that the next record goes to; changes only in <see cref="PrepareSegment"/>.</summary>
    public long SegmentNumber => _current?.Number ?? 0;

    /// <summary>Position behind the last record, to pass to <see cref="SyncAsync"/>.</summary>
    public long WrittenPosition => _writtenPosition;

    public long SizeBytes
    {
        get
        {
            long size = 0;
            foreach (WalSegment segment in _segments)
            {
                size += segment.LengthBytes;
            }

            return size;
        }
    }

    /// <summary>Payload bytes of all records before compression.</summary>
    public long DataBytes
    {
        get
        {
            long size = 0;
            foreach (WalSegment segment in _segments)
            {
                size += segment.DataBytes;
            }

            return size;
        }
    }

    /// <summary>Oldest first; the last one may be growing.</summary>
    public IReadOnlyList<WalSegment> Segments => _segments;

    /// <summary>Opens the log in a directory and feeds what is in it to the reader.</summary>
    public static WriteAheadLog Open(
        IFileSystem files, Signal signal, string directory, IWalReader reader, Lock storeLock, StoreWarnings warnings)
    {
        files.CreateDirectory(directory);
        var log = new WriteAheadLog(files, signal, directory, storeLock, warnings);
        var replay = new WalReplay(files, signal, Path.Combine(directory, "quarantine"), warnings);
        log._nextNumber = reader.NewestReplacedSegment + 1;
        foreach (long number in NumbersIn(files, directory))
        {
            log._nextNumber = Math.Max(log._nextNumber, number + 1);
            if (reader.IsReplaced(number))
            {
                log.DeleteUnused(Path.Combine(directory, WalFormat.FileName(number)));
            }
            else if (replay.Read(Path.Combine(directory, WalFormat.FileName(number)), number, reader) is { } segment)
            {
                log.AddReplayed(segment);
            }
        }

        log.ReplayedRecords = replay.RecordCount;
        return log;
    }

    /// <summary>
    /// Makes sure that a segment is open for a record, starting a new one when the last holds enough data (before compression) or
    /// is too old.
    /// </summary>
    public void PrepareSegment(long nowMs, long maxSegmentBytes, long maxAgeMs)
    {
        if (_current is not null && _current.DataBytes < maxSegmentBytes && nowMs - _current.CreatedMs < maxAgeMs)
        {
            return;
        }

        Seal();
        long number = _nextNumber++;
        string path = Path.Combine(_directory, WalFormat.FileName(number));
        IStoreFile file = _files.Create(path);
        try
        {
            Span<byte> header = stackalloc byte[WalFormat.SegmentHeaderBytes];
            WalFormat.WriteSegmentHeader(header, _signal, nowMs, number);
            file.Write(header, 0);
        }
        catch
        {
            file.Dispose();
            DeleteUnused(path);
            throw;
        }

        _current = new WalSegment(number, path, nowMs) { File = file, LengthBytes = WalFormat.SegmentHeaderBytes, IsDirty = true };
        _segments.Add(_current);
        _directoryDirty = true;
    }

    /// <summary>Makes the next record go to a new segment.</summary>
    public void EndSegment() => Seal();

    /// <summary>Appends one record with a single write.</summary>
    /// <param name="type">Type of the record.</param>
    /// <param name="record">The payload behind room for the header.</param>
    /// <param name="newestItemMs">Time of the newest item in it, Unix ms.</param>
    /// <param name="compress">True compresses the payload if that makes it clearly smaller.</param>
    /// <returns>The payload as written if it is compressed, else empty; valid until the next append.</returns>
    public ReadOnlySpan<byte> Append(byte type, ByteWriter record, long newestItemMs, bool compress)
    {
        WalSegment segment = _current!;
        bool isCompressed = compress && RecordCompression.TryCompress(record.Written, _compressed, KeepCompressedBytes);
        Span<byte> bytes = isCompressed ? _compressed.Written : record.Written;
        WalFormat.WriteRecordHeader(bytes, isCompressed ? (byte)(type | RecordCompression.Flag) : type);
        try
        {
            segment.File!.Write(bytes, segment.LengthBytes);
        }
        catch (IOException)
        {
            TakeBackPartOfRecord(segment);
            throw;
        }

        segment.LengthBytes += bytes.Length;
        segment.Count(record.Length - WalFormat.RecordHeaderBytes, newestItemMs);
        segment.IsDirty = true;
        _writtenPosition += bytes.Length;
        return isCompressed ? bytes[WalFormat.RecordHeaderBytes..] : default;
    }

    /// <summary>Syncs everything written so far, unless the given position is synced already. Callers that wait share one sync.</summary>
    /// <exception cref="IOException">The disk refused; what was written since the last sync may not survive a power failure.</exception>
    public async ValueTask SyncAsync(long position, CancellationToken cancellationToken)
    {
        await _syncTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (position > _lostFrom && position <= _lostTo)
            {
                throw new IOException("a sync that covered this data failed");
            }

            if (position > _syncedPosition)
            {
                SyncAll();
            }
        }
        finally
        {
            _syncTurn.Release();
        }
    }

    /// <summary>Deletes a segment, usually the oldest.</summary>
    public async ValueTask EvictAsync(WalSegment segment, IWalReader reader, CancellationToken cancellationToken)
    {
        await _syncTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            lock (_lock)
            {
                _segments.Remove(segment);
                if (segment == _current)
                {
                    _current = null;
                }

                reader.ForgetSegment(segment.Number);
                segment.File?.Dispose();
                segment.File = null;
            }

            _files.Delete(segment.Path);
        }
        finally
        {
            _syncTurn.Release();
        }
    }

    public void Dispose()
    {
        foreach (WalSegment segment in _segments)
        {
            segment.File?.Dispose();
            segment.File = null;
        }

        CloseDiscarded();
        _syncTurn.Dispose();
    }

    private static SortedSet<long> NumbersIn(IFileSystem files, string directory)
    {
        var numbers = new SortedSet<long>();
        foreach (string name in files.ListFiles(directory))
        {
            if (WalFormat.TryParseFileName(name, out long number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private void AddReplayed(WalSegment segment)
    {
        if (_segments.Count > 0)
        {
            Seal();
        }

        _segments.Add(segment);
        _current = segment.EndsInDamage || segment.IsOlder ? null : segment;
        segment.IsDirty = true; // A predecessor may have died before its sync.
        _writtenPosition += segment.LengthBytes;
    }

    /// <summary>Lets go of the current segment; its file stays open until it is synced.</summary>
    private void Seal() => _current = null;

    private void TakeBackPartOfRecord(WalSegment segment)
    {
        Seal();
        if (segment.LengthBytes == WalFormat.SegmentHeaderBytes)
        {
            _segments.Remove(segment);
            _discarded.Add(segment);
            DeleteUnused(segment.Path);
            return;
        }

        try
        {
            segment.File!.SetLength(segment.LengthBytes);
        }
        catch (IOException e)
        {
            _warnings.Add(
                $"{_signal} log: part of a record could not be taken back from {segment.Path}: {e.Message}; "
                + "it is cut off at the next start");
        }
    }

    /// <summary>
    /// Removes a segment without records, so that retries on a full disk do not pile up files, or one whose items are in a block.
    /// </summary>
    private void DeleteUnused(string path)
    {
        try
        {
            _files.Delete(path);
        }
        catch (IOException e)
        {
            _warnings.Add($"{_signal} log: {path} holds no data that is not elsewhere and could not be deleted: {e.Message}; it is deleted at the next start");
        }
    }

    private void SyncAll()
    {
        long target;
        bool syncDirectory;
        List<WalSegment> dirty = [];
        lock (_lock)
        {
            target = _writtenPosition;
            syncDirectory = _directoryDirty;
            _directoryDirty = false;
            foreach (WalSegment segment in _segments)
            {
                if (segment.IsDirty)
                {
                    dirty.Add(segment);
                    segment.IsDirty = false;
                }
            }
        }

        try
        {
            foreach (WalSegment segment in dirty)
            {
                segment.File!.Sync();
            }

            if (syncDirectory)
            {
                _files.SyncDirectory(_directory);
            }
        }
        catch (IOException)
        {
            AbandonUnsynced(target);
            throw;
        }

        _syncedPosition = target;
        CloseSealed();
    }

    /// <summary>
    /// After a failed sync the system may have dropped the pages: another sync of the same file would succeed without them. So
    /// that file is left alone, waiters up to here are told, and writing goes on in a new segment.
    /// </summary>
    private void AbandonUnsynced(long target)
    {
        lock (_lock)
        {
            _lostFrom = _lostTo > _syncedPosition ? _lostFrom : _syncedPosition;
            _lostTo = target;
            _directoryDirty = true;
            Seal();
        }
    }

    private void CloseSealed()
    {
        lock (_lock)
        {
            foreach (WalSegment segment in _segments)
            {
                if (segment != _current && !segment.IsDirty)
                {
                    segment.File?.Dispose();
                    segment.File = null;
                }
            }

            CloseDiscarded();
        }
    }

    private void CloseDiscarded()
    {
        foreach (WalSegment segment in _discarded)
        {
            segment.File?.Dispose();
        }

        _discarded.Clear();
    }
}
