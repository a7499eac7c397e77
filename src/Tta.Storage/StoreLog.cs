using Microsoft.Extensions.Logging;
using Tta.Model;
using Tta.Storage.Files;
using Tta.Storage.Wal;

namespace Tta.Storage;

/// <summary>
/// What all stores share: the lock, the log on disk with its durability, retention and free-space rules, and the counters.
/// A store appends in four steps under <see cref="Lock"/>: <see cref="BeginAppend"/>, fill <see cref="Record"/>,
/// <see cref="Commit"/>, apply to memory; then, without the lock, <see cref="AcknowledgeAsync"/>.
/// </summary>
internal sealed class StoreLog : IAsyncDisposable
{
    private const int KeepRecordBytes = 4 << 20;

    private readonly StoreOptions _options;
    private readonly Signal _signal;
    private readonly IWalReader _reader;
    private readonly string _directory;
    private readonly Retention _retention;
    private readonly StoreWarnings _warnings;
    private readonly IDisposable _fileLock;
    private readonly WriteAheadLog _wal;
    private readonly Dictionary<RejectReason, long> _rejected = [];
    private readonly double _replayMs;
    private long _appendedItems;
    private string? _noSpace; // Why there is too little space; changes with the disk.
    private string? _failure; // Why nothing is taken until a restart.
    private bool _isWriteFailing;
    private bool _closed;

    /// <param name="options">Options of the store.</param>
    /// <param name="signal">What it holds.</param>
    /// <param name="folder">Its folder in the data directory.</param>
    /// <param name="reader">Takes the records of the log back in.</param>
    /// <param name="beforeReplay">Runs when the directory is locked and the log is not read yet; opens what stands beside it.</param>
    public StoreLog(StoreOptions options, Signal signal, string folder, IWalReader reader, Action<StoreLog>? beforeReplay = null)
    {
        _options = options;
        _signal = signal;
        _reader = reader;
        _directory = Path.Combine(options.Directory, folder);
        _retention = new Retention(options);
        _warnings = new StoreWarnings(options.Logger);
        options.FileSystem.CreateDirectory(_directory);
        _fileLock = LockDirectory();
        try
        {
            long began = options.TimeProvider.GetTimestamp();
            beforeReplay?.Invoke(this);
            _wal = WriteAheadLog.Open(options.FileSystem, signal, _directory, reader, Lock, _warnings);
            _replayMs = options.TimeProvider.GetElapsedTime(began).TotalMilliseconds;
            CheckSpace();
        }
        catch
        {
            _fileLock.Dispose();
            throw;
        }
    }

    /// <summary>Guards all memory of the store.</summary>
    public Lock Lock { get; } = new();

    /// <summary>The record under construction.</summary>
    public ByteWriter Record { get; } = new();

    /// <summary>Under the lock: position behind the last record, to pass to <see cref="AcknowledgeAsync"/>.</summary>
    public long Position => _wal.WrittenPosition;

    /// <summary>Segment that the record under construction goes to.</summary>
    public long Segment => _wal.SegmentNumber;

    public long NowMs => _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>The folder of the store.</summary>
    public string Directory => _directory;

    /// <summary>Warnings that every answer carries; a snapshot.</summary>
    public IReadOnlyList<string> Warnings => _warnings.MissingData;

    /// <summary>Under the lock: payload bytes of all records before compression.</summary>
    public long DataBytes => _wal.DataBytes;

    /// <summary>Under the lock: oldest first; the last one may be growing.</summary>
    public IReadOnlyList<WalSegment> Segments => _wal.Segments;

    /// <summary>Where to add warnings.</summary>
    public StoreWarnings AllWarnings => _warnings;

    /// <summary>Size of the log on disk, bytes, and time of the newest item in it, Unix ms.</summary>
    public (long SizeBytes, long NewestItemMs) Extent
    {
        get
        {
            lock (Lock)
            {
                long newestMs = long.MinValue;
                foreach (WalSegment segment in _wal.Segments)
                {
                    newestMs = Math.Max(newestMs, segment.NewestItemMs);
                }

                return (_wal.SizeBytes, newestMs);
            }
        }
    }

    /// <summary>Under the lock: checks that data can be taken and starts a record.</summary>
    /// <param name="inNewSegment">True starts a new segment with it.</param>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    public void BeginAppend(bool inNewSegment = false)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if ((_failure ?? _noSpace) is { } reason)
        {
            throw new StoreUnavailableException(reason);
        }

        try
        {
            _wal.PrepareSegment(NowMs, inNewSegment ? 0 : _retention.SegmentBytes, _retention.SegmentAgeMs);
        }
        catch (IOException e)
        {
            throw WriteFailed(e);
        }

        Record.Reset(WalFormat.RecordHeaderBytes, KeepRecordBytes);
    }

    /// <summary>Under the lock: writes the record. When it throws, nothing of it is kept.</summary>
    /// <exception cref="StoreUnavailableException">The disk is full or failing.</exception>
    /// <returns>The payload as written if it is compressed, else empty; valid until the next append.</returns>
    public ReadOnlySpan<byte> Commit(byte type, long newestItemMs, bool compress = true)
    {
        try
        {
            ReadOnlySpan<byte> compressed = _wal.Append(type, Record, newestItemMs, compress);
            _isWriteFailing = false;
            return compressed;
        }
        catch (IOException e)
        {
            throw WriteFailed(e);
        }
    }

    /// <summary>Under the lock: counts what an append did.</summary>
    public void Count(long accepted, RejectReason reason, long rejected)
    {
        _appendedItems += accepted;
        if (rejected > 0)
        {
            _rejected[reason] = _rejected.GetValueOrDefault(reason) + rejected;
        }
    }

    /// <summary>Without the lock: the result of an append as soon as it may be acknowledged.</summary>
    public ValueTask<AppendResult> AcknowledgeAsync(AppendResult result, long position, CancellationToken cancellationToken) =>
        _options.Durability == Durability.Strict
            ? AcknowledgeSyncedAsync(result, position, cancellationToken)
            : ValueTask.FromResult(result);

    /// <summary>One maintenance step: sync, retention, free space.</summary>
    public async ValueTask RunOnceAsync(CancellationToken cancellationToken)
    {
        await SyncAllAsync(cancellationToken).ConfigureAwait(false);
        await ApplyRetentionAsync(cancellationToken).ConfigureAwait(false);
        CheckSpace();
    }

    /// <summary>
    /// Without the lock: deletes the segments before one that repeats what they still mean, oldest first, once everything is on the disk.
    /// </summary>
    /// <exception cref="StoreUnavailableException">The disk is failing; nothing was deleted.</exception>
    public async ValueTask DropBeforeAsync(long segmentNumber, long position, CancellationToken cancellationToken)
    {
        await AcknowledgeSyncedAsync(default, position, cancellationToken).ConfigureAwait(false);
        while (OldestBefore(segmentNumber) is { } segment)
        {
            await _wal.EvictAsync(segment, _reader, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Under the lock: why nothing is taken now, or null.</summary>
    public string? UnavailableReason => _failure ?? _noSpace;

    /// <summary>Whether the disk has less free space than the floor: not the time to write what is only rearranged.</summary>
    public bool IsShortOfSpace
    {
        get
        {
            lock (Lock)
            {
                return _noSpace is not null;
            }
        }
    }

    /// <summary>The oldest segment, if nothing will be added to it any more.</summary>
    public long? OldestFullSegment()
    {
        lock (Lock)
        {
            bool isFull = _wal.Segments.Count > 1 || (_wal.Segments.Count == 1 && _wal.SegmentNumber == 0);
            return isFull ? _wal.Segments[0].Number : null;
        }
    }

    /// <summary>Makes the segment at the end a full one.</summary>
    public void EndSegment()
    {
        lock (Lock)
        {
            _wal.EndSegment();
        }
    }

    /// <summary>Deletes a segment whose items are elsewhere by now; false when the system refuses.</summary>
    public async ValueTask<bool> DropSegmentAsync(long number, CancellationToken cancellationToken)
    {
        WalSegment? found = null;
        lock (Lock)
        {
            foreach (WalSegment segment in _wal.Segments)
            {
                found = segment.Number == number ? segment : found;
            }
        }

        try
        {
            if (found is not null)
            {
                await _wal.EvictAsync(found, _reader, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (IOException e)
        {
            _warnings.Add($"cannot delete {found!.Path}: {e.Message}; its data is in a block, it is deleted at the next start");
            return false;
        }
    }

    public StoreStatus Status(long itemCount, long seriesCount)
    {
        lock (Lock)
        {
            return new StoreStatus
            {
                Signal = _signal,
                ItemCount = itemCount,
                SeriesCount = seriesCount,
                WalBytes = _wal.SizeBytes,
                DataBytes = _wal.DataBytes,
                SegmentCount = _wal.Segments.Count,
                AppendedItemsTotal = _appendedItems,
                RejectedItemsTotal = new Dictionary<RejectReason, long>(_rejected),
                ReplayedRecords = _wal.ReplayedRecords,
                ReplayMs = _replayMs,
                Warnings = _warnings.All,
                UnavailableReason = _failure ?? _noSpace,
            };
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (Lock)
        {
            if (_closed)
            {
                return;
            }

            _closed = true;
        }

        await SyncAllAsync(CancellationToken.None).ConfigureAwait(false);
        _wal.Dispose();
        _fileLock.Dispose();
    }

    private IDisposable LockDirectory()
    {
        try
        {
            return _options.FileSystem.Lock(Path.Combine(_directory, "lock"), $"process {Environment.ProcessId}");
        }
        catch (IOException e)
        {
            throw new IOException(
                $"cannot open the {_signal} store in {_directory}: {e.Message}; stop that process or choose another data directory", e);
        }
    }

    private async ValueTask<AppendResult> AcknowledgeSyncedAsync(AppendResult result, long position, CancellationToken cancellationToken)
    {
        try
        {
            await _wal.SyncAsync(position, cancellationToken).ConfigureAwait(false);
            return result;
        }
        catch (IOException e)
        {
            throw new StoreUnavailableException(SyncFailed(e), e);
        }
    }

    private async ValueTask SyncAllAsync(CancellationToken cancellationToken)
    {
        long position;
        lock (Lock)
        {
            position = _wal.WrittenPosition;
        }

        try
        {
            await _wal.SyncAsync(position, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            SyncFailed(e);
        }
    }

    /// <summary>
    /// Nobody knows which pages a failed sync lost. With strict durability the store takes nothing more, because it could not tell
    /// a repetition of lost data from a repetition of safe data; a restart reads what the disk really has.
    /// </summary>
    private string SyncFailed(IOException e)
    {
        bool strict = _options.Durability == Durability.Strict;
        string message = $"cannot sync the {_signal} log in {_directory}: {e.Message}; "
            + (strict
                ? "check the disk and restart, the store takes no data until then"
                : "the last seconds of data may not survive a power failure");
        _warnings.Add(message);
        lock (Lock)
        {
            _failure = strict ? message : null;
        }

        return message;
    }

    private StoreUnavailableException WriteFailed(IOException e)
    {
        string message = $"cannot write the {_signal} log in {_directory}: {e.Message}; free disk space or choose another data directory, "
            + "data is taken again as soon as writing works";
        if (!_isWriteFailing)
        {
            _options.Logger?.LogError(e, "{Message}", message);
        }

        _isWriteFailing = true;
        return new StoreUnavailableException(message, e);
    }

    private void CheckSpace()
    {
        DiskSpace space = _options.FileSystem.GetSpace(_directory);
        long floor = Math.Min(_options.Limits.FreeSpaceFloorBytes, (long)(space.TotalBytes * _options.Limits.FreeSpaceFloorRatio));
        string? reason = space.FreeBytes >= floor
            ? null
            : $"the disk of {_directory} has {space.FreeBytes} bytes free, fewer than the floor of {floor}: "
                + $"the {_signal} store takes no data; "
                + "free disk space, lower --retention-size, or lower limits.free_space_floor_bytes; data is taken again by itself";
        lock (Lock)
        {
            if (reason is not null && _noSpace is null)
            {
                _options.Logger?.LogError("{Message}", reason);
            }

            _noSpace = reason;
        }
    }

    private async ValueTask ApplyRetentionAsync(CancellationToken cancellationToken)
    {
        while (NextExpired() is { } segment)
        {
            try
            {
                await _wal.EvictAsync(segment, _reader, cancellationToken).ConfigureAwait(false);
            }
            catch (IOException e)
            {
                _warnings.Add(
                    $"cannot delete {segment.Path}: {e.Message}; its data, older than the retention, comes back at the next start");
            }
        }
    }

    private WalSegment? OldestBefore(long segmentNumber)
    {
        lock (Lock)
        {
            return _wal.Segments[0].Number < segmentNumber ? _wal.Segments[0] : null;
        }
    }

    private WalSegment? NextExpired()
    {
        lock (Lock)
        {
            return _retention.Expired(_wal, NowMs);
        }
    }
}
