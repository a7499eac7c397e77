using System.Buffers;
using System.Numerics;
using Tta.Storage.Blocks;
using Tta.Storage.Llm.Reports;
using Tta.Storage.Llm.Rows;

namespace Tta.Storage.Llm.Blocks;

/// <summary>
/// Makes blocks of the recent reports, rewrites blocks of which little is in use, and deletes old ones. A block is durable before what
/// it replaces is let go. A thing in a block is complete: it replaces what older blocks say of it. The work takes turns by itself;
/// reading is done under the lock of the store.
/// </summary>
internal sealed class LlmBlocks : IDisposable
{
    private const int MovedAtOnce = 4_096;

    private readonly StoreOptions _options;
    private readonly LlmBlockOptions _blockOptions;
    private readonly StoreWarnings _warnings;
    private readonly BlockDirectory _directory;
    private readonly BlockCache _cache;
    private readonly SortedDictionary<long, LlmBlock> _blocks = [];
    private readonly HashSet<long> _damaged = []; // Not rewritten: what is left of them would be lost.
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly LlmBlockBuffers _buffers = new();
    private bool _isChanged = true; // Something may be wasted since the last look.
    private bool _isSweeping; // Nothing that is not in use is to stay.

    public LlmBlocks(StoreOptions options, LlmBlockOptions blockOptions, string directory, StoreWarnings warnings)
    {
        _options = options;
        _blockOptions = blockOptions;
        _warnings = warnings;
        _directory = new BlockDirectory(options.FileSystem, Signal.Llm, directory, warnings);
        _cache = new BlockCache(blockOptions.CacheBytes);
    }

    /// <summary>Under the lock: number of blocks.</summary>
    public int Count => _blocks.Count;

    /// <summary>Under the lock: size of the blocks on disk, bytes.</summary>
    public long SizeBytes
    {
        get
        {
            long size = 0;
            foreach (LlmBlock block in _blocks.Values)
            {
                size += block.File.LengthBytes;
            }

            return size;
        }
    }

    /// <summary>Segments of the log that blocks replace.</summary>
    public HashSet<long> ReplacedSegments { get; } = [];

    /// <summary>Newest segment of the log that any block came from.</summary>
    public long NewestSegment { get; private set; }

    /// <summary>Opens the blocks of the directory, oldest first, and fills the tables.</summary>
    /// <exception cref="InvalidDataException">A block was written by a newer version.</exception>
    public void Open(LlmTables tables)
    {
        _directory.Open((file, footerBytes) =>
        {
            var block = new LlmBlock(file, LlmFooter.Read(footerBytes));
            try
            {
                Load(block, tables);
            }
            catch (InvalidDataException)
            {
                tables.ForgetBlock(file.Number);
                throw;
            }

            Use(block);
            _isSweeping |= block.Footer.Deletions is not null; // The process may have ended before all was done.
            return block;
        });
    }

    /// <summary>Under the lock: all reports about a thing. None, with a warning in all answers, when the disk does not give them.</summary>
    public List<ReadOnlyMemory<byte>> Read(Location location)
    {
        if (!_blocks.TryGetValue(location.Block, out LlmBlock? block))
        {
            return [];
        }

        try
        {
            return ReadOrThrow(block, location);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            _damaged.Add(block.Number);
            _warnings.AddMissingData($"{Signal.Llm} block: {e.Message}; content in it is missing from answers");
            return [];
        }
    }

    /// <summary>Under the lock: from now on, until none is left, blocks are rewritten that hold anything which is not in use; it may be deleted.</summary>
    public void Sweep()
    {
        _isSweeping = true;
        _isChanged = true;
    }

    /// <summary>Makes a block of every full segment of the log, oldest first.</summary>
    /// <exception cref="IOException">The disk is full or failing; nothing is lost.</exception>
    public async ValueTask CutAsync(StoreLog log, Func<LlmTables> tables, Func<long, int> pageBehind, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            while (log.OldestFullSegment() is { } segment)
            {
                Cut(log, tables(), segment, pageBehind(segment));
                if (!await log.DropSegmentAsync(segment, cancellationToken).ConfigureAwait(false))
                {
                    return; // Its block says that it is replaced; it goes at the next start.
                }
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// Deletes blocks that are too old or too much, and rewrites one of which less than half is in use, or several small ones as one. Then
    /// tables may be exchanged: nobody else works on them.
    /// </summary>
    /// <exception cref="IOException">The disk is full or failing; nothing is lost.</exception>
    public async ValueTask CleanAsync(StoreLog log, Func<LlmTables> tables, Action exchange, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            (long logBytes, long newestMs) = log.Extent;
            while (Expired(log, logBytes, newestMs) is { } block)
            {
                lock (log.Lock)
                {
                    Remove(block);
                    tables().ForgetBlock(block.Number);
                }
            }

            if (Wasted(log, tables()) is { } wasted)
            {
                Rewrite(log, tables(), [wasted]);
            }
            else if (Mergeable(log) is { } run)
            {
                Rewrite(log, tables(), run);
            }

            lock (log.Lock)
            {
                exchange();
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose()
    {
        foreach (LlmBlock block in _blocks.Values)
        {
            block.File.Release();
        }

        _blocks.Clear();
        _turn.Dispose();
    }

    private static void Load(LlmBlock block, LlmTables tables)
    {
        // Everything is checked before anything is taken.
        Array.ForEach(block.Footer.Index, block.File.Check);
        if (block.Footer.Deletions is { } deletions)
        {
            byte[] section = block.File.Read(deletions);
            for (var reader = new SectionReader(section); reader.Remaining > 0;)
            {
                var kind = (ReportKind)reader.Byte();
                tables.Delete(kind, section.AsSpan(reader.Block()));
            }
        }

        foreach (BlockSection part in block.Footer.Index)
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(part.PlainBytes);
            try
            {
                LoadPart(block, rented.AsMemory(0, part.PlainBytes), part, tables);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    private static void LoadPart(LlmBlock block, Memory<byte> bytes, BlockSection part, LlmTables tables)
    {
        block.File.Read(part, bytes.Span);
        for (var reader = new SectionReader(bytes.Span); reader.Remaining > 0;)
        {
            var kind = (ReportKind)reader.Byte();
            int frame = reader.Index(block.Footer.Frames.Length);
            int entry = reader.Index(Location.MaxEntries);
            tables.Restore(kind, bytes[reader.Block()], Location.InBlock(block.Number, frame, entry));
            tables.Pages.Trim();
        }
    }

    private List<ReadOnlyMemory<byte>> ReadOrThrow(LlmBlock block, Location location) => location.Frame < block.Footer.Frames.Length
        ? _cache.Get(block.File, block.Footer.Frames[location.Frame], LlmFrame.Decode).Reports(location.Entry)
        : throw new InvalidDataException($"{block.File.Path} has no frame {location.Frame}");

    private void Use(LlmBlock block)
    {
        _blocks.Add(block.Number, block);
        ReplacedSegments.UnionWith(block.Footer.Segments);
        NewestSegment = Math.Max(NewestSegment, block.Footer.Segments[0]);
    }

    private void Remove(LlmBlock block)
    {
        _blocks.Remove(block.Number);
        _directory.Delete(block.File);
        block.File.Release();
    }

    private void Cut(StoreLog log, LlmTables tables, long segment, int belowPage)
    {
        List<SealedEntry> entries;
        List<(ReportKind, string)> deletions = [];
        lock (log.Lock)
        {
            entries = tables.CollectHead(belowPage);
            foreach ((int page, ReportKind kind, string id) in tables.Deletions)
            {
                if (page < belowPage)
                {
                    deletions.Add((kind, id));
                }
            }
        }

        if (entries.Count > 0 || deletions.Count > 0)
        {
            // Deletions have no time of their own: they are as new as what they delete can be.
            long newestMs = deletions.Count > 0 ? Math.Max(log.NowMs, log.Extent.NewestItemMs) : log.Extent.NewestItemMs;
            Write(log, tables, [segment], newestMs, deletions, (writer, moves) => Fill(writer, log.Lock, entries, moves));
        }
    }

    /// <summary>Writes what is in use of some blocks as a new one, oldest first. Their deletions go: nothing is left that they could delete.</summary>
    private void Rewrite(StoreLog log, LlmTables tables, List<LlmBlock> old)
    {
        var segments = new SortedSet<long>();
        long newestMs = long.MinValue;
        var inUse = new BlockEntries(tables, log.Lock);
        Dictionary<int, int> counts = inUse.CountByBlock();
        bool isInUse = false;
        foreach (LlmBlock block in old)
        {
            isInUse |= counts.ContainsKey((int)block.Number);
            segments.UnionWith(block.Footer.Segments);
            newestMs = Math.Max(newestMs, block.Footer.NewestMs);
        }

        if (isInUse)
        {
            LlmBlock? reading = null;
            try
            {
                Write(log, tables, [.. segments.Reverse()], newestMs, [], (writer, moves) =>
                {
                    var copy = new LlmBlockCopy(writer, inUse, log.Lock, moves);
                    foreach (LlmBlock block in old)
                    {
                        reading = block;
                        copy.Copy(block);
                    }
                });
            }
            catch (InvalidDataException e)
            {
                lock (log.Lock)
                {
                    _damaged.Add(reading!.Number);
                }

                _warnings.AddMissingData($"{Signal.Llm} block: {e.Message}; content in it is missing from answers");
                return;
            }
        }

        lock (log.Lock)
        {
            foreach (LlmBlock block in old)
            {
                Remove(block);
            }
        }
    }

    /// <summary>Fills a block with the reports of recent things.</summary>
    private static void Fill(LlmBlockWriter writer, Lock storeLock, List<SealedEntry> entries, BlockMoves moves)
    {
        for (int i = 0; i < entries.Count;)
        {
            lock (storeLock)
            {
                for (; i < entries.Count && !writer.IsFull; i++)
                {
                    moves.Add(entries[i], writer.Add(entries[i]));
                }

                moves.Trim();
            }

            writer.WriteFull();
        }
    }

    private void Write(
        StoreLog log, LlmTables tables, long[] segments, long newestMs, List<(ReportKind, string)> deletions, Action<LlmBlockWriter, BlockMoves> fill)
    {
        var moves = new BlockMoves(tables.Pages);
        try
        {
            long number;
            using (BlockWriter file = _directory.Create(log.NowMs, out number, _buffers.File))
            {
                var writer = new LlmBlockWriter(file, number, _blockOptions, tables, _buffers.Clear());
                fill(writer, moves);
                writer.Finish(segments, newestMs, deletions);
            }

            LlmBlock block = _directory.Reopen(number, static (opened, footer) => new LlmBlock(opened, LlmFooter.Read(footer)));
            lock (log.Lock)
            {
                Use(block);
                _isChanged = true;
            }

            Move(log.Lock, tables, moves);
        }
        finally
        {
            lock (log.Lock)
            {
                moves.Dispose();
            }
        }
    }

    /// <summary>Leads to the new block, some things at a time: until then they stand in the old place too.</summary>
    private static void Move(Lock storeLock, LlmTables tables, BlockMoves moves)
    {
        for (int i = 0; i < moves.Count;)
        {
            lock (storeLock)
            {
                for (int end = Math.Min(moves.Count, i + MovedAtOnce); i < end; i++)
                {
                    (SealedEntry entry, Location to) = moves[i];
                    tables.Move(entry, to);
                }

                moves.Trim();
            }
        }
    }

    /// <summary>
    /// Neighbours that are about equally small. Deletions in them may go when the oldest block is among them, and end the neighbourhood
    /// otherwise. Their times are close together, so that retention can still delete what is too old.
    /// </summary>
    private List<LlmBlock>? Mergeable(StoreLog log)
    {
        lock (log.Lock)
        {
            var run = new List<LlmBlock>();
            bool isOldest = true;
            bool hasOldest = false;
            long runBytes = 0;
            foreach (LlmBlock block in _blocks.Values)
            {
                bool fits = run.Count > 0 && SizeClass(block) == SizeClass(run[0]) && runBytes + block.File.LengthBytes <= _blockOptions.MergedBytes
                    && (block.Footer.Deletions is null || hasOldest)
                    && Math.Abs(block.Footer.NewestMs - run[0].Footer.NewestMs) <= _options.RetentionTime.TotalMilliseconds / 8;
                if (!fits)
                {
                    run.Clear();
                    runBytes = 0;
                    hasOldest = isOldest;
                }

                if (!_damaged.Contains(block.Number) && (block.Footer.Deletions is null || hasOldest))
                {
                    run.Add(block);
                    runBytes += block.File.LengthBytes;
                }

                isOldest = false;
                if (run.Count == _blockOptions.MergedBlocks)
                {
                    return run;
                }
            }

            return null;
        }
    }

    private static int SizeClass(LlmBlock block) => BitOperations.Log2((ulong)block.File.LengthBytes >> 16) / 3;

    private LlmBlock? Expired(StoreLog log, long logBytes, long newestMs)
    {
        lock (log.Lock)
        {
            LlmBlock? oldest = null;
            foreach (LlmBlock block in _blocks.Values)
            {
                newestMs = Math.Max(newestMs, block.Footer.NewestMs);
                oldest = oldest is null || block.Footer.NewestMs < oldest.Footer.NewestMs ? block : oldest;
            }

            long cutoffMs = Math.Min(newestMs, log.NowMs) - (long)_options.RetentionTime.TotalMilliseconds;
            return oldest is not null && (oldest.Footer.NewestMs < cutoffMs || logBytes + SizeBytes > _options.RetentionBytes) ? oldest : null;
        }
    }

    /// <summary>
    /// A block of which less than half is in use, or not all when deleted things are to leave the disk. Its deletions may go when older blocks hold
    /// nothing but what is in use: nothing is left that they could delete.
    /// </summary>
    private LlmBlock? Wasted(StoreLog log, LlmTables tables)
    {
        lock (log.Lock)
        {
            if (!_isChanged)
            {
                return null;
            }
        }

        Dictionary<int, int> used = new BlockEntries(tables, log.Lock).CountByBlock();
        lock (log.Lock)
        {
            bool areOlderWhole = true;
            foreach (LlmBlock block in _blocks.Values)
            {
                bool mayGo = (block.Footer.Deletions is null || areOlderWhole) && !_damaged.Contains(block.Number);
                int count = used.GetValueOrDefault((int)block.Number);
                if (mayGo && (_isSweeping ? count < block.Footer.EntryCount : count * 2 < block.Footer.EntryCount))
                {
                    return block;
                }

                areOlderWhole &= count == block.Footer.EntryCount;
            }

            _isSweeping = false;
            _isChanged = false;
            return null;
        }
    }
}
