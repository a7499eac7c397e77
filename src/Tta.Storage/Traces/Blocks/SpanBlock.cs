// Spec: docs/formats/traces-block.md.
using Tta.Model;
using Tta.Storage.Blocks;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// A block of spans that is open for reading. Its footer, its filter of trace ids and what the pages of its index begin with are in memory, about
/// a quarter of a byte per span; the rest is read when it is needed and kept in a cache. Thread-safe.
/// </summary>
internal sealed class SpanBlock
{
    private readonly BlockCache _cache;
    private readonly BloomFilter _filter;
    private readonly TraceIndex? _index; // Null in version 1.
    private readonly int[] _firstRows;

    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public SpanBlock(BlockFile file, byte[] footer, BlockCache cache)
    {
        File = file;
        _cache = cache;
        Footer = SpanBlockFooter.Read(footer, file.Version);
        _filter = BloomFilter.FromBytes(file.Read(Footer.Filter));
        _index = file.Version > 1 ? TraceIndex.Read(file.Read(Footer.Index)) : null;
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

    public StoredOperation[] Operations => _cache.Get(File, Footer.Operations, OperationList.Read, static all => 64 + (all.Length * 128L));

    public int RowCount { get; }

    public long MinStartNs { get; }

    public long MaxStartNs { get; }

    /// <summary>True once a section could not be read: the block is served as far as it can be, and not rewritten.</summary>
    public bool IsDamaged { get; private set; }

    public SpanSchema Schema => _cache.Get(File, Footer.Schema, SpanSchema.Read);

    public StoredScope[] Scopes => _cache.Get(File, Footer.Scopes, ScopeTable.Read);

    private TraceTable Table => _cache.Get(File, Footer.Index, section => new TraceTable(section, Footer.TraceCount, RowCount));

    /// <summary>Reads every section.</summary>
    /// <exception cref="InvalidDataException">One of them is damaged.</exception>
    public void CheckAll()
    {
        foreach (BlockSection section in (ReadOnlySpan<BlockSection>)[Footer.Index, Footer.Schema, Footer.Scopes, Footer.Operations, .. _index is null ? [] : _index.Pages])
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

    /// <summary>Number of stretches of groups.</summary>
    public int StretchCount => (Footer.Groups.Length + StretchFilters.Groups - 1) / StretchFilters.Groups;

    /// <summary>True when stretches have filters of values.</summary>
    public bool HasFilters => Footer.Stretches.Length > 0;

    /// <summary>The groups of a stretch.</summary>
    public (int First, int End) GroupsOf(int stretch) =>
        (stretch * StretchFilters.Groups, Math.Min(Footer.Groups.Length, (stretch + 1) * StretchFilters.Groups));

    /// <summary>Latest start in a stretch.</summary>
    public long NewestStartNs(int stretch)
    {
        (int first, int end) = GroupsOf(stretch);
        long newestNs = long.MinValue;
        for (int i = first; i < end; i++)
        {
            newestNs = Math.Max(newestNs, Footer.Groups[i].MaxStartNs);
        }

        return newestNs;
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

        if (_index is null)
        {
            return Table.RowsOf(traceId);
        }

        foreach (int row in _index.RowsOf(traceId, page => _cache.Get(File, page, static bytes => bytes, static bytes => bytes.Length)))
        {
            int group = (uint)row < (uint)RowCount ? GroupOfRow(row) : throw new InvalidDataException($"the index of {File.Path} names the row {row}");
            GroupTraces traces = TracesOf(group);
            int trace = traces.TraceOfRow(row - FirstRowOf(group));
            if (traces.IdOf(trace) == traceId)
            {
                return (row, EndOf(group, traces, trace));
            }
        }

        return default;
    }

    /// <summary>The traces with rows in a group.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public GroupTraces TracesOf(int group, bool keeps = true)
    {
        GroupFooter footer = Footer.Groups[group];
        return _index is null
            ? Table.Of(FirstRowOf(group), footer.RowCount)
            : Get(
                ColumnsOf(group, keeps).Traces, section => GroupTraces.Read(section, footer, EndsBehind(group)), static traces => traces.SizeBytes, keeps);
    }

    /// <summary>Where the columns of a group stand.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public GroupColumns ColumnsOf(int group, bool keeps = true) => Footer.Columns is { } all
        ? all[group]
        : Get(Footer.Groups[group].Columns, GroupColumns.Read, static columns => columns.SizeBytes, keeps);

    /// <summary>Adds the span ids of some rows to a set.</summary>
    public void AddSpanIds((int First, int End) rows, HashSet<ulong> ids)
    {
        for (int row = rows.First; row < rows.End;)
        {
            int group = GroupOfRow(row);
            ulong[] all = Numbers(ColumnsOf(group).SpanIds, Footer.Groups[group].RowCount);
            int end = Math.Min(rows.End, _firstRows[group] + all.Length);
            for (; row < end; row++)
            {
                ids.Add(all[row - _firstRows[group]]);
            }
        }
    }

    public ulong[] Numbers(BlockSection section, int count, bool keeps = true) =>
        Get(section, bytes => ColumnChunk.ReadNumbers(bytes, count), static numbers => numbers.Length * 8L, keeps);

    public ColumnChunk Chunk(ChunkFooter chunk, bool holdsBytes, bool keeps) =>
        Get(chunk.Section, bytes => new ColumnChunk(bytes, holdsBytes, chunk.Count), static read => read.SizeBytes, keeps);

    /// <summary>The filter of a chunk that has one.</summary>
    public BloomFilter Filter(ChunkFooter chunk) => Filter(chunk.Filter);

    /// <summary>False when certainly no row of a stretch of groups has these bytes as its value in a column.</summary>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    public bool MayHold(int stretch, int column, ReadOnlySpan<byte> bytes)
    {
        StretchFilters filters = Get(Footer.Stretches[stretch], StretchFilters.Read, static read => read.SizeBytes, keeps: true);
        (ulong high, ulong low) = BloomFilter.KeyOf(bytes);
        return filters.FilterOf(column) is not { } filter || Filter(filter).MayContain(high, low);
    }

    private BloomFilter Filter(BlockSection section) =>
        Get(section, BloomFilter.FromBytes, static filter => filter.Bytes.Length, keeps: true);

    private bool EndsBehind(int group) => group + 1 < Footer.Groups.Length && Footer.Groups[group + 1].StartsWithin;

    /// <summary>The row behind the last one of a trace that has rows in a group.</summary>
    public int EndOf(int group, GroupTraces traces, int trace)
    {
        int end = FirstRowOf(group) + traces.FirstRowOf(trace + 1);
        while (trace == traces.Count - 1 && EndsBehind(group))
        {
            traces = TracesOf(++group);
            trace = 0;
            end = FirstRowOf(group) + traces.FirstRowOf(1);
        }

        return end;
    }

    private T Get<T>(BlockSection section, Func<byte[], T> decode, Func<T, long> sizeBytes, bool keeps)
        where T : class => keeps ? _cache.Get(File, section, decode, sizeBytes) : decode(File.Read(section));
}
