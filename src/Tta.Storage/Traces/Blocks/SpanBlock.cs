// Spec: docs/formats/traces-block.md.
using Tta.Model;
using Tta.Storage.Blocks;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// A block of spans that is open for reading. Its footer, its filter of trace ids and its operations are in memory; the rest is read when it is
/// needed and kept in a cache. Thread-safe.
/// </summary>
internal sealed class SpanBlock
{
    private readonly BlockCache _cache;
    private readonly BloomFilter _filter;
    private readonly int[] _firstRows;

    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public SpanBlock(BlockFile file, byte[] footer, BlockCache cache)
    {
        File = file;
        _cache = cache;
        Footer = SpanBlockFooter.Read(footer);
        _filter = BloomFilter.FromBytes(file.Read(Footer.Filter));
        Operations = OperationList.Read(file.Read(Footer.Operations));
        _firstRows = new int[Footer.Groups.Length];
        MinStartNs = long.MaxValue;
        MaxStartNs = long.MinValue;
        for (int i = 0; i < _firstRows.Length; i++)
        {
            GroupFooter group = Footer.Groups[i];
            _firstRows[i] = RowCount;
            RowCount = checked(RowCount + group.RowCount);
            MinStartNs = Math.Min(MinStartNs, group.MinStartNs);
            MaxStartNs = Math.Max(MaxStartNs, group.MaxStartNs);
        }
    }

    public BlockFile File { get; }

    public SpanBlockFooter Footer { get; }

    public StoredOperation[] Operations { get; }

    public int RowCount { get; }

    public long MinStartNs { get; }

    public long MaxStartNs { get; }

    /// <summary>True once a section could not be read: the block is served as far as it can be, and not rewritten.</summary>
    public bool IsDamaged { get; private set; }

    public SpanSchema Schema => _cache.Get(File, Footer.Schema, SpanSchema.Read);

    public StoredScope[] Scopes => _cache.Get(File, Footer.Scopes, ScopeTable.Read);

    public TraceTable Table => _cache.Get(File, Footer.Table, section => new TraceTable(section, Footer.TraceCount, RowCount));

    /// <summary>Reads every section.</summary>
    /// <exception cref="InvalidDataException">One of them is damaged.</exception>
    public void CheckAll()
    {
        foreach (BlockSection section in (ReadOnlySpan<BlockSection>)[Footer.Table, Footer.Schema, Footer.Scopes])
        {
            File.Read(section);
        }

        var assembler = new SpanAssembler();
        for (int i = 0; i < Footer.Groups.Length; i++)
        {
            var group = new SpanGroup(this, i);
            for (int row = 0; row < group.RowCount; row++)
            {
                assembler.Assemble(group, row, null);
            }
        }
    }

    /// <summary>Notes that a section cannot be read; answers say so from then on.</summary>
    public void Report(Exception cause, StoreWarnings warnings)
    {
        IsDamaged = true;
        warnings.AddMissingData($"Traces block {File.Path}: {cause.Message}; some of its spans are missing from answers");
    }

    public int FirstRowOf(int group) => _firstRows[group];

    public int GroupOfRow(int row)
    {
        int found = Array.BinarySearch(_firstRows, row);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>False when no span of the trace is here, without looking at the disk; true in one of a hundred other cases too.</summary>
    public bool MayContain(TraceId traceId) => _filter.MayContain(traceId.High, traceId.Low);

    /// <summary>The rows of a trace; an empty range when it is not here.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public (int First, int End) RowsOf(TraceId traceId)
    {
        if (!MayContain(traceId))
        {
            return default;
        }

        TraceTable table = Table;
        int trace = table.Find(traceId);
        return trace < 0 ? default : (table.FirstRowOf(trace), table.FirstRowOf(trace + 1));
    }

    /// <summary>Adds the span ids of some rows to a set.</summary>
    public void AddSpanIds((int First, int End) rows, HashSet<ulong> ids)
    {
        for (int row = rows.First; row < rows.End;)
        {
            int group = GroupOfRow(row);
            ulong[] all = Numbers(Footer.Groups[group].SpanIds, Footer.Groups[group].RowCount);
            int end = Math.Min(rows.End, _firstRows[group] + all.Length);
            for (; row < end; row++)
            {
                ids.Add(all[row - _firstRows[group]]);
            }
        }
    }

    public ulong[] Numbers(BlockSection section, int count, bool keeps = true) =>
        Get(section, bytes => ColumnChunk.ReadNumbers(bytes, count), keeps);

    public ColumnChunk Chunk(ChunkFooter chunk, bool holdsBytes, bool keeps) =>
        Get(chunk.Section, bytes => new ColumnChunk(bytes, holdsBytes, chunk.Count), keeps);

    /// <summary>The filter of a chunk that has one.</summary>
    public BloomFilter Filter(ChunkFooter chunk) => Get(chunk.Filter, BloomFilter.FromBytes, keeps: true);

    private T Get<T>(BlockSection section, Func<byte[], T> decode, bool keeps)
        where T : class => keeps ? _cache.Get(File, section, decode) : decode(File.Read(section));
}
