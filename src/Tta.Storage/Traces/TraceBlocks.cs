using Tta.Storage.Blocks;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>
/// Makes blocks of the recent data and of smaller blocks, and deletes old ones. A block is durable before what it replaces is let go, and it
/// names that, so a process that dies in between is finished by the next one. Cutting and compacting each take turns by themselves and
/// may run at the same time.
/// </summary>
internal sealed class TraceBlocks : IDisposable
{
    private const long NsPerMs = 1_000_000;

    private readonly StoreOptions _options;
    private readonly BlockOptions _blockOptions;
    private readonly TraceContents _contents;
    private readonly BlockDirectory _directory;
    private readonly BlockCache _cache;
    private readonly CompactionPlan _plan;
    private readonly BlockCutter _cutter = new();
    private readonly SemaphoreSlim _cutTurn = new(1, 1);
    private readonly SemaphoreSlim _compactTurn = new(1, 1);

    public TraceBlocks(StoreOptions options, BlockOptions blockOptions, string directory, TraceContents contents)
    {
        _options = options;
        _blockOptions = blockOptions;
        _contents = contents;
        _directory = new BlockDirectory(options.FileSystem, Signal.Traces, directory, contents.Warnings);
        _cache = new BlockCache(blockOptions.CacheBytes);
        _plan = new CompactionPlan(options, blockOptions);
    }

    /// <summary>Numbers of the segments of the log that blocks replace.</summary>
    public HashSet<long> ReplacedSegments { get; } = [];

    /// <summary>Newest segment of the log that any block came from.</summary>
    public long NewestSegment { get; private set; }

    /// <summary>Opens the blocks of the directory and finishes what an earlier process could not.</summary>
    /// <exception cref="InvalidDataException">A block was written by a newer version.</exception>
    public void Open()
    {
        List<SpanBlock> opened = _directory.Open(Read);
        var replaced = new HashSet<long>();
        foreach (SpanBlock block in opened)
        {
            replaced.UnionWith(block.Footer.Replaces);
            ReplacedSegments.UnionWith(block.Footer.Segments);
            NewestSegment = Math.Max(NewestSegment, block.Footer.NewestSegment);
        }

        foreach (SpanBlock block in opened.FindAll(each => replaced.Contains(each.File.Number)))
        {
            opened.Remove(block);
            block.File.Release();
            Delete(block);
        }

        opened.Sort(static (a, b) => a.File.Number.CompareTo(b.File.Number));
        Use([.. opened]);
        foreach (SpanBlock block in opened)
        {
            block.File.Release(); // The set holds them now.
        }
    }

    /// <summary>Makes a block of every full segment, oldest first.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public async ValueTask CutAsync(StoreLog log, CancellationToken cancellationToken)
    {
        await _cutTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            bool isIdle = true;
            while (log.OldestFullSegment() is { } segment)
            {
                isIdle = false;
                Cut(segment, cancellationToken);
                if (!await log.DropSegmentAsync(segment, cancellationToken).ConfigureAwait(false))
                {
                    return; // Its block says that it is replaced; it goes at the next start.
                }
            }

            _cutter.Rest(isIdle);
        }
        finally
        {
            _cutTurn.Release();
        }
    }

    /// <summary>Makes one larger block, if that is due.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public async ValueTask CompactOnceAsync(CancellationToken cancellationToken)
    {
        await _compactTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        BlockSet? set = null;
        try
        {
            lock (_contents.Lock)
            {
                set = _contents.Blocks.Acquire();
            }

            if (_plan.Choose(set.Blocks) is { } chosen)
            {
                Compact(chosen, cancellationToken);
            }
        }
        finally
        {
            set?.Release();
            _compactTurn.Release();
        }
    }

    /// <summary>Deletes blocks that are too old, and the oldest while there is too much data.</summary>
    /// <param name="logBytes">Size of the log on disk.</param>
    /// <param name="newestMs">Time of the newest item in the log, Unix ms.</param>
    /// <param name="nowMs">The clock.</param>
    public async ValueTask ApplyRetentionAsync(long logBytes, long newestMs, long nowMs, CancellationToken cancellationToken)
    {
        await _compactTurn.WaitAsync(cancellationToken).ConfigureAwait(false); // What is being rewritten stays until that is done.
        try
        {
            while (Expired(logBytes, newestMs, nowMs) is { } block)
            {
                lock (_contents.Lock)
                {
                    Use(Array.FindAll(_contents.Blocks.Blocks, each => each != block));
                }

                Delete(block);
            }
        }
        finally
        {
            _compactTurn.Release();
        }
    }

    public void Dispose()
    {
        lock (_contents.Lock)
        {
            Use([]);
        }

        _cutTurn.Dispose();
        _compactTurn.Dispose();
    }

    private void Cut(long segment, CancellationToken cancellationToken)
    {
        TracePart? part;
        lock (_contents.Lock)
        {
            part = _contents.Head.Find(segment);
        }

        if (part is null)
        {
            return; // All its spans were there already.
        }

        SpanBlock block = Write(
            writer => _cutter.Write(part, writer, cancellationToken), new BlockOrigin(0, [segment], segment, []), () => part.Operations,
            part.TraceCount);
        lock (_contents.Lock)
        {
            NewestSegment = segment;
            Use([.. _contents.Blocks.Blocks, block]);
            _contents.Head.Forget(segment);
        }

        block.File.Release();
    }

    private void Compact(SpanBlock[] chosen, CancellationToken cancellationToken)
    {
        var compactor = new BlockCompactor(chosen);
        long newestSegment = 0;
        var segments = new List<long>();
        foreach (SpanBlock each in chosen)
        {
            newestSegment = Math.Max(newestSegment, each.Footer.NewestSegment);
            segments.AddRange(each.Footer.Segments); // One of them may still exist if deleting it failed.
        }

        SpanBlock block;
        try
        {
            var origin = new BlockOrigin(
                chosen[0].Footer.Level + 1, [.. segments], newestSegment, Array.ConvertAll(chosen, static each => each.File.Number));
            block = Write(writer => compactor.Write(writer, cancellationToken), origin, compactor.Operations, TraceCount(chosen));
        }
        catch (InvalidDataException e)
        {
            FindDamage(chosen, e);
            return;
        }

        lock (_contents.Lock)
        {
            Use([.. Array.FindAll(_contents.Blocks.Blocks, each => Array.IndexOf(chosen, each) < 0), block]);
        }

        block.File.Release();
        foreach (SpanBlock each in chosen)
        {
            Delete(each);
        }
    }

    private static int TraceCount(SpanBlock[] blocks)
    {
        long count = 0;
        foreach (SpanBlock block in blocks)
        {
            count += block.Footer.TraceCount;
        }

        return (int)Math.Min(count, Array.MaxLength);
    }

    /// <summary>Finds out which of the blocks cannot be read, so that it is left alone from now on.</summary>
    private void FindDamage(SpanBlock[] chosen, InvalidDataException cause)
    {
        foreach (SpanBlock block in chosen)
        {
            try
            {
                block.CheckAll();
            }
            catch (InvalidDataException e)
            {
                block.Report(e, _contents.Warnings);
            }
        }

        if (!Array.Exists(chosen, static block => block.IsDamaged))
        {
            chosen[0].Report(cause, _contents.Warnings); // Each can be read and all together cannot: not to be tried every second.
        }
    }

    private SpanBlock Write(Action<SpanBlockWriter> fill, BlockOrigin origin, Func<IReadOnlyCollection<StoredOperation>> operations, int traceCount)
    {
        long nowMs = _options.TimeProvider.GetUtcNow().ToUnixTimeMilliseconds();
        using BlockWriter file = _directory.Create(nowMs, out long number);
        var writer = new SpanBlockWriter(file, _blockOptions.RowsPerGroup, traceCount, isLasting: origin.Level > 0);
        fill(writer);
        writer.Finish(origin, operations());
        return _directory.Reopen(number, Read);
    }

    private SpanBlock Read(BlockFile file, byte[] footer) => new(file, footer, _cache);

    private SpanBlock? Expired(long logBytes, long newestMs, long nowMs)
    {
        BlockSet set;
        lock (_contents.Lock)
        {
            set = _contents.Blocks;
        }

        SpanBlock? oldest = null;
        foreach (SpanBlock block in set.Blocks)
        {
            newestMs = Math.Max(newestMs, block.MaxStartNs / NsPerMs);
            oldest = oldest is null || block.MaxStartNs < oldest.MaxStartNs ? block : oldest;
        }

        long cutoffMs = Math.Min(newestMs, nowMs) - (long)_options.RetentionTime.TotalMilliseconds;
        return oldest is not null && (set.SizeBytes + logBytes > _options.RetentionBytes || oldest.MaxStartNs / NsPerMs < cutoffMs) ? oldest : null;
    }

    private void Use(SpanBlock[] blocks) => _contents.Replace(new BlockSet(blocks));

    private void Delete(SpanBlock block)
    {
        try
        {
            _directory.Delete(block.File);
        }
        catch (IOException e)
        {
            _contents.Warnings.Add($"cannot delete {block.File.Path}: {e.Message}; it comes back at the next start and is deleted then");
        }
    }
}
