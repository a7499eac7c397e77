// Spec: docs/formats/traces-block.md.
using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// Writes a block trace by trace. Traces come in order of their first start and the spans of a trace one behind the other, by start and span
/// id; memory is that of one row group, of the distinct values of a stretch of groups and of 12 bytes per trace. Not thread-safe.
/// </summary>
/// <param name="file">Where to.</param>
/// <param name="rowsPerGroup">Rows after which a group ends with the trace; twice as many end it within one.</param>
/// <param name="traceCount">About how many traces will come.</param>
/// <param name="isLasting">False for a small block that will soon be part of another: it gets no filters of stretches and is compressed quickly.</param>
internal sealed class SpanBlockWriter(BlockWriter file, int rowsPerGroup, int traceCount = 0, bool isLasting = true)
{
    private const int QuickQuality = 2; // Takes half the time of the other, for a tenth more bytes.
    private const int LastingQuality = 4;

    private readonly SchemaBuilder _schema = new();
    private readonly ScopeTable _scopes = new();
    private readonly ChunkDictionary _dictionary = new();
    private readonly ByteWriter _section = new(64 << 10);
    private readonly StretchBuilder? _stretches = isLasting ? new StretchBuilder() : null;
    private readonly List<ulong> _traceHashes = new(traceCount);
    private readonly List<int> _firstRows = new(traceCount);
    private readonly RowList<TraceId> _groupTraces = new();
    private readonly RowList<int> _groupFirstRows = new();
    private readonly List<GroupFooter> _groups = [];
    private readonly RowList<ulong> _spanIds = new();
    private readonly RowList<ulong> _starts = new(); // Zigzag difference to the row before.
    private readonly RowList<ulong> _durations = new(); // Zigzag.
    private readonly RowList<ulong> _templates = new();
    private readonly RowList<ulong> _scopeNumbers = new();
    private SpanShredder? _shredder;
    private RowTransfer? _transfer;
    private TraceId _trace;
    private int _firstOfTrace;
    private bool _startsWithin;
    private long _lastStartNs;
    private (long Min, long Max) _startNs;
    private (long Min, long Max) _durationNs;

    public int RowCount { get; private set; }

    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void BeginTrace(TraceId id)
    {
        if (_spanIds.Count >= rowsPerGroup)
        {
            FlushGroup();
        }

        _trace = id;
        _traceHashes.Add(BloomFilter.HashOf(id.High, id.Low));
        _firstRows.Add(RowCount);
        BeginTraceInGroup();
    }

    /// <summary>Adds a span of the trace that was begun last.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Add(SpanId spanId, long startNs, long endNs, StoredScope scope, ReadOnlySpan<byte> message)
    {
        if (_spanIds.Count >= 2 * rowsPerGroup)
        {
            FlushGroup(); // A large trace goes on in the next group.
            _startsWithin = true;
            BeginTraceInGroup();
        }

        _shredder ??= new SpanShredder(_schema);
        var head = new SpanRowHead(_trace, spanId, startNs, endNs);
        Add(head, _shredder.Add(head, _spanIds.Rows[_firstOfTrace..], message), _scopes.NumberOf(scope));
    }

    /// <summary>True when so many more rows come into the group under construction.</summary>
    public bool HasRoom(int rows) => _spanIds.Count + rows <= 2 * rowsPerGroup;

    /// <summary>Takes over a span of the trace that was begun last; false when it has to be added by its message.</summary>
    /// <param name="block">The block.</param>
    /// <param name="group">The row group, which has the trace as a whole; there is room for it here, too.</param>
    /// <param name="row">The row of the group.</param>
    /// <exception cref="InvalidDataException">The block is damaged.</exception>
    /// <exception cref="IOException">The block cannot be read.</exception>
    public bool TryCopy(SpanBlock block, SpanGroup group, int row)
    {
        _transfer ??= new RowTransfer(_schema, _scopes);
        if (!_transfer.TryAdd(block, group, row, out int template, out int scope))
        {
            return false;
        }

        Add(new SpanRowHead(_trace, new SpanId(group.SpanIds[row]), group.StartNs[row], group.EndNs[row]), template, scope);
        return true;
    }

    /// <summary>Makes the block durable.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Finish(BlockOrigin origin, IReadOnlyCollection<StoredOperation> operations)
    {
        FlushGroup();
        BloomFilter filter = BloomFilter.ForKeys(_traceHashes.Count);
        foreach (ulong hash in _traceHashes)
        {
            filter.Add(hash);
        }

        var footer = new SpanBlockFooter
        {
            Level = origin.Level,
            TraceCount = _traceHashes.Count,
            Segments = origin.Segments,
            NewestSegment = origin.NewestSegment,
            Replaces = origin.Replaces,
            Index = TraceIndex.Write(file, _section, _traceHashes, _firstRows),
            Filter = file.Add(filter.Bytes, compress: false),
            Schema = Section(into => SpanSchema.Write(into, _schema.Columns, _schema.Templates), compress: true),
            Scopes = Section(_scopes.WriteTo, compress: true),
            Operations = Section(into => OperationList.Write(into, operations), compress: true),
            Groups = [.. _groups],
            Stretches = _stretches?.Finish(file, _section) ?? [],
        };
        _section.Reset(0, 1 << 20);
        footer.WriteTo(_section);
        file.Finish(_section.Written);
    }

    private void Add(in SpanRowHead head, int template, int scope)
    {
        (long startNs, long endNs) = (head.StartNs, head.EndNs);
        _templates.Add((uint)template);
        _scopeNumbers.Add((uint)scope);
        long durationNs = endNs - startNs;
        bool isFirst = _spanIds.Count == 0;
        _startNs = isFirst ? (startNs, startNs) : (Math.Min(_startNs.Min, startNs), Math.Max(_startNs.Max, startNs));
        _durationNs = isFirst ? (durationNs, durationNs) : (Math.Min(_durationNs.Min, durationNs), Math.Max(_durationNs.Max, durationNs));
        _starts.Add(Varint.ZigZag(startNs - (isFirst ? 0 : _lastStartNs)));
        _durations.Add(Varint.ZigZag(durationNs));
        _spanIds.Add(head.SpanId.Value);
        _lastStartNs = startNs;
        RowCount++;
    }

    private void FlushGroup()
    {
        if (_spanIds.Count == 0)
        {
            return;
        }

        int rowCount = _spanIds.Count;
        var columns = new GroupColumns
        {
            SpanIds = Numbers(_spanIds, fixedSize: true, compress: false),
            Starts = Numbers(_starts),
            Durations = Numbers(_durations),
            Templates = Numbers(_templates),
            Scopes = Numbers(_scopeNumbers),
            Traces = Section(into => GroupTraces.Write(into, _groupTraces.Rows, _groupFirstRows.Rows, rowCount), compress: false),
            Chunks = Chunks(),
        };
        _groups.Add(new GroupFooter
        {
            RowCount = rowCount,
            MinStartNs = _startNs.Min,
            MaxStartNs = _startNs.Max,
            MinDurationNs = _durationNs.Min,
            MaxDurationNs = _durationNs.Max,
            TraceCount = _groupTraces.Count,
            StartsWithin = _startsWithin,
            Columns = Section(columns.WriteTo, compress: false),
        });
        _groupTraces.Clear();
        _groupFirstRows.Clear();
        _startsWithin = false;
        _stretches?.EndGroup(file, _section);
    }

    private void BeginTraceInGroup()
    {
        _firstOfTrace = _spanIds.Count;
        _groupTraces.Add(_trace);
        _groupFirstRows.Add(_firstOfTrace);
    }

    private ChunkFooter[] Chunks()
    {
        var chunks = new List<ChunkFooter>();
        for (int column = 0; column < _schema.Buffers.Count; column++)
        {
            ColumnBuffer buffer = _schema.Buffers[column];
            if (buffer.Count > 0)
            {
                BlockSection section = Section(into => buffer.WriteTo(into, _dictionary), compress: true);
                chunks.Add(new ChunkFooter(column, buffer.Count, section, FilterOf(column, buffer)));
                buffer.Clear();
            }
        }

        return [.. chunks];
    }

    /// <summary>A filter of the values in the dictionary, which are those of the chunk written last.</summary>
    private BlockSection FilterOf(int column, ColumnBuffer buffer)
    {
        if (!buffer.Column.HoldsBytes || buffer.Column.Role == ColumnRole.Whole)
        {
            return default;
        }

        BloomFilter? filter = _dictionary.Count > ChunkFooter.DistinctWithoutFilter ? BloomFilter.ForKeys(_dictionary.Count) : null;
        foreach (int first in _dictionary.Firsts)
        {
            (ulong high, ulong low) = BloomFilter.KeyOf(buffer.Bytes(first));
            ulong hash = BloomFilter.HashOf(high, low);
            filter?.Add(hash);
            _stretches?.Add(column, hash);
        }

        return filter is null ? default : file.Add(filter.Bytes, compress: false);
    }

    private BlockSection Numbers(RowList<ulong> numbers, bool fixedSize = false, bool compress = true)
    {
        BlockSection section = Section(into => ColumnBuffer.WriteNumbers(into, numbers.Rows, fixedSize), compress);
        numbers.Clear();
        return section;
    }

    private BlockSection Section(Action<ByteWriter> write, bool compress)
    {
        _section.Reset(0, 4 << 20);
        write(_section);
        return file.Add(_section.Written, compress, isLasting ? LastingQuality : QuickQuality);
    }
}
