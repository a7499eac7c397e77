using System.Numerics;
using Microsoft.Extensions.Logging;
using Tta.Model;

namespace Tta.Storage.Llm.Pages;

/// <summary>
/// Memory for the pages of all columns of a store, up to a number of bytes; what was not asked for lately goes to a scratch file. Pages leave only in
/// <see cref="Trim"/>, so that what was handed out before stays valid until then. Half of the memory at most is for pages that were only scanned: a
/// question over all rows does not drive away what appends need. Used under the lock of the store.
/// </summary>
internal sealed class RowPages : IDisposable
{
    /// <summary>Size of a page, bytes.</summary>
    public const int PageBytes = 16 << 10;

    private const int MostSpareFrames = 32;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_warnEvery = TimeSpan.FromMinutes(1);

    private readonly StoreOptions _options;
    private readonly StoreWarnings _warnings;
    private readonly int _mostFrames;
    private readonly int _refuseFrames;
    private readonly ScratchFile _scratch;
    private readonly byte[] _packed = new byte[PageCodec.MaxPackedBytes];
    private readonly List<PageFrame> _kept = []; // Looked at round and round.
    private readonly Queue<PageFrame> _scanned = new();
    private readonly Dictionary<Type, Stack<PageFrame>> _spare = []; // Of columns of a type.
    private int _hand;
    private long? _failedAt; // Timestamp of the last write that failed.
    private long? _warnedAt;
    private string? _writeFailure;

    /// <param name="options">Of the store.</param>
    /// <param name="path">The scratch file.</param>
    /// <param name="maxBytes">Memory for pages, bytes.</param>
    /// <param name="refuseBytes">Pages in memory, because the scratch file takes none, from which on appends are refused, bytes.</param>
    /// <param name="warnings">Told when the disk fails.</param>
    /// <exception cref="IOException">What a dead process left cannot be deleted.</exception>
    public RowPages(StoreOptions options, string path, long maxBytes, long refuseBytes, StoreWarnings warnings)
    {
        _options = options;
        _warnings = warnings;
        _mostFrames = (int)Math.Clamp(maxBytes / PageBytes, 1, 1 << 20);
        _refuseFrames = (int)Math.Clamp(refuseBytes / PageBytes, _mostFrames, 1 << 24);
        ScratchFile.DeleteStale(options.FileSystem, path);
        _scratch = new ScratchFile(options.FileSystem, path);
    }

    /// <summary>Pages in memory, bytes.</summary>
    public long ResidentBytes => (long)Resident * PageBytes;

    /// <summary>Size of the scratch file, bytes.</summary>
    public long ScratchBytes => _scratch.LengthBytes;

    /// <summary>Why rows cannot be read any more, until they are made anew by a restart; null when they can.</summary>
    public string? ReadFailure { get; private set; }

    /// <summary>Why nothing can be appended now; null when it can.</summary>
    public string? RefuseReason => ReadFailure ?? (Resident > _refuseFrames ? _writeFailure : null);

    private int Resident => _kept.Count + _scanned.Count;

    /// <summary>Lets pages go until few enough are in memory. Nothing that was handed out may be used afterwards.</summary>
    public void Trim()
    {
        if (Resident > _mostFrames)
        {
            Evict();
        }
    }

    /// <summary>Memory for a page; what stands in it is of no meaning.</summary>
    public PageFrame<T> Take<T>(PagedColumn owner, int page, bool isScanned)
        where T : IBinaryInteger<T>
    {
        PageFrame<T> frame = _spare.TryGetValue(typeof(PageFrame<T>), out Stack<PageFrame>? spare) && spare.TryPop(out PageFrame? known)
            ? (PageFrame<T>)known
            : new PageFrame<T>(GC.AllocateUninitializedArray<T>(PageBytes / T.Zero.GetByteCount()));
        (frame.Owner, frame.Page, frame.IsUsed, frame.IsChanged) = (owner, page, false, false);
        if (isScanned)
        {
            _scanned.Enqueue(frame);
        }
        else
        {
            _kept.Add(frame);
        }

        return frame;
    }

    /// <summary>Fills a frame.</summary>
    /// <exception cref="StoreUnavailableException">The scratch file cannot be read.</exception>
    public void Load<T>(Extent stored, PageFrame<T> frame)
        where T : IBinaryInteger<T>
    {
        try
        {
            _scratch.Read(stored, _packed);
        }
        catch (IOException e)
        {
            frame.Drop();
            ReadFailure ??= $"cannot read rows of model calls from {_scratch.Path}: {e.Message}; check the disk and restart, "
                + "which makes the rows anew from blocks and log: nothing is lost";
            _warnings.AddMissingData(ReadFailure);
            throw new StoreUnavailableException(ReadFailure, e);
        }

        PageCodec.Unpack(_packed.AsSpan(0, stored.LengthBytes), frame.Values);
    }

    /// <summary>Gives a place in the scratch file back.</summary>
    public void Free(Extent stored) => _scratch.Free(stored);

    /// <summary>Deletes the scratch file.</summary>
    public void Dispose()
    {
        try
        {
            _scratch.Dispose();
        }
        catch (IOException e)
        {
            _warnings.Add($"cannot delete {_scratch.Path}: {e.Message}; the next start does");
        }
    }

    private void Evict()
    {
        if (_failedAt is { } failedAt && _options.TimeProvider.GetElapsedTime(failedAt) < s_pauseAfterFailure)
        {
            while (_scanned.TryPeek(out PageFrame? oldest) && !oldest.IsChanged)
            {
                EvictScanned(); // Takes no write.
            }

            return;
        }

        try
        {
            while (Resident > _mostFrames)
            {
                EvictOne();
            }

            (_failedAt, _writeFailure) = (null, null);
        }
        catch (IOException e)
        {
            WriteFailed(e);
        }
    }

    private void EvictOne()
    {
        if (_scanned.Count > 0 && (_scanned.Count > _mostFrames / 2 || _kept.Count == 0))
        {
            EvictScanned();
            return;
        }

        _hand = _hand < _kept.Count ? _hand : 0;
        PageFrame frame = _kept[_hand];
        if (frame.IsUsed)
        {
            frame.IsUsed = false;
            _hand++;
            return;
        }

        Leave(frame);
        _kept[_hand++] = _kept[^1]; // Looked at in the next round.
        _kept.RemoveAt(_kept.Count - 1);
        Spare(frame);
    }

    private void EvictScanned()
    {
        PageFrame oldest = _scanned.Peek();
        if (oldest.IsUsed)
        {
            oldest.IsUsed = false;
            _kept.Add(_scanned.Dequeue()); // Somebody wanted a row of it.
            return;
        }

        Leave(oldest);
        Spare(_scanned.Dequeue());
    }

    private void Spare(PageFrame frame)
    {
        if (!_spare.TryGetValue(frame.GetType(), out Stack<PageFrame>? spare))
        {
            _spare.Add(frame.GetType(), spare = new Stack<PageFrame>());
        }

        if (spare.Count < MostSpareFrames)
        {
            spare.Push(frame);
        }
    }

    private void Leave(PageFrame frame)
    {
        if (frame.Owner is not { } owner)
        {
            return; // Dropped.
        }

        Extent stored = owner.StoredOf(frame.Page);
        if (frame.IsChanged)
        {
            int length = owner.Pack(frame.Page, _packed);
            if (length == 0)
            {
                _scratch.Free(stored);
                stored = default;
            }
            else
            {
                stored = _scratch.Write(_packed.AsSpan(0, length), stored);
            }
        }

        owner.Leave(frame.Page, stored);
    }

    private void WriteFailed(IOException e)
    {
        _failedAt = _options.TimeProvider.GetTimestamp();
        _writeFailure = $"cannot write rows of model calls to {_scratch.Path}: {e.Message}; free disk space, until then they stay in memory "
            + "and beyond a limit no more are taken";
        if (_warnedAt is null)
        {
            _warnedAt = _failedAt;
            _warnings.Add(_writeFailure);
        }
        else if (_options.TimeProvider.GetElapsedTime(_warnedAt.Value) >= s_warnEvery)
        {
            _warnedAt = _failedAt;
            _options.Logger?.LogWarning("{Message}", _writeFailure);
        }
    }
}
