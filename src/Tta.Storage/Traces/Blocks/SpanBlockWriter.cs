// Spec: docs/formats/traces-block.md.
using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// Writes a block trace by trace. Traces come in order of their first start and the spans of a trace one behind the other, by start and span
/// id; memory is that of one row group and of the ids. Not thread-safe.
/// </summary>
internal sealed class SpanBlockWriter(BlockWriter file, int rowsPerGroup)
{
    private readonly SchemaBuilder _schema = new();
    private readonly ScopeTable _scopes = new();
    private readonly ChunkDictionary _dictionary = new();
    private readonly ByteWriter _section = new(64 << 10);
    private readonly List<TraceId> _traceIds = [];
    private readonly List<int> _firstRows = [];
    private readonly List<GroupFooter> _groups = [];
    private readonly RowList<ulong> _spanIds = new();
    private readonly RowList<ulong> _starts = new(); // Zigzag difference to the row before.
    private readonly RowList<ulong> _durations = new(); // Zigzag.
    private readonly RowList<ulong> _templates = new();
    private readonly RowList<ulong> _scopeNumbers = new();
    private SpanShredder? _shredder;
    private int _firstOfTrace;
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

        _traceIds.Add(id);
        _firstRows.Add(RowCount);
        _firstOfTrace = _spanIds.Count;
    }

    /// <summary>Adds a span of the trace that was begun last.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Add(SpanId spanId, long startNs, long endNs, StoredScope scope, ReadOnlySpan<byte> message)
    {
        if (_spanIds.Count >= 2 * rowsPerGroup)
        {
            FlushGroup(); // A large trace goes on in the next group.
        }

        _shredder ??= new SpanShredder(_schema);
        var head = new SpanRowHead(_traceIds[^1], spanId, startNs, endNs);
        _templates.Add((uint)_shredder.Add(head, _spanIds.Rows[_firstOfTrace..], message));
        long durationNs = endNs - startNs;
        bool isFirst = _spanIds.Count == 0;
        _startNs = isFirst ? (startNs, startNs) : (Math.Min(_startNs.Min, startNs), Math.Max(_startNs.Max, startNs));
        _durationNs = isFirst ? (durationNs, durationNs) : (Math.Min(_durationNs.Min, durationNs), Math.Max(_durationNs.Max, durationNs));
        _starts.Add(Varint.ZigZag(startNs - (isFirst ? 0 : _lastStartNs)));
        _durations.Add(Varint.ZigZag(durationNs));
        _scopeNumbers.Add((uint)_scopes.NumberOf(scope));
        _spanIds.Add(spanId.Value);
        _lastStartNs = startNs;
        RowCount++;
    }

    /// <summary>Makes the block durable.</summary>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    public void Finish(BlockOrigin origin, IReadOnlyCollection<StoredOperation> operations)
    {
        FlushGroup();
        BloomFilter filter = BloomFilter.ForKeys(_traceIds.Count);
        foreach (TraceId id in _traceIds)
        {
            filter.Add(id.High, id.Low);
        }

        var footer = new SpanBlockFooter
        {
            Level = origin.Level,
            TraceCount = _traceIds.Count,
            Segments = origin.Segments,
            NewestSegment = origin.NewestSegment,
            Replaces = origin.Replaces,
            Table = Section(into => TraceTable.Write(into, _traceIds, _firstRows), compress: false),
            Filter = file.Add(filter.Bytes, compress: false),
            Schema = Section(into => SpanSchema.Write(into, _schema.Columns, _schema.Templates), compress: true),
            Scopes = Section(_scopes.WriteTo, compress: true),
            Operations = Section(into => OperationList.Write(into, operations), compress: true),
            Groups = [.. _groups],
        };
        _section.Reset(0, 1 << 20);
        footer.WriteTo(_section);
        file.Finish(_section.Written);
    }

    private void FlushGroup()
    {
        if (_spanIds.Count == 0)
        {
            return;
        }

        _groups.Add(new GroupFooter
        {
            RowCount = _spanIds.Count,
            MinStartNs = _startNs.Min,
            MaxStartNs = _startNs.Max,
            MinDurationNs = _durationNs.Min,
            MaxDurationNs = _durationNs.Max,
            SpanIds = Numbers(_spanIds, fixedSize: true, compress: false),
            Starts = Numbers(_starts),
            Durations = Numbers(_durations),
            Templates = Numbers(_templates),
            Scopes = Numbers(_scopeNumbers),
            Chunks = Chunks(),
        });
        _firstOfTrace = 0;
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
                chunks.Add(new ChunkFooter(column, buffer.Count, section, FilterOf(buffer)));
                buffer.Clear();
            }
        }

        return [.. chunks];
    }

    /// <summary>A filter of the values in the dictionary, which are those of the chunk written last.</summary>
    private BlockSection FilterOf(ColumnBuffer buffer)
    {
        if (!buffer.Column.HoldsBytes || buffer.Column.Role == ColumnRole.Whole || _dictionary.Count <= ChunkFooter.DistinctWithoutFilter)
        {
            return default;
        }

        BloomFilter filter = BloomFilter.ForKeys(_dictionary.Count);
        foreach (int first in _dictionary.Firsts)
        {
            (ulong high, ulong low) = BloomFilter.KeyOf(buffer.Bytes(first));
            filter.Add(high, low);
        }

        return file.Add(filter.Bytes, compress: false);
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
        return file.Add(_section.Written, compress);
    }
}
