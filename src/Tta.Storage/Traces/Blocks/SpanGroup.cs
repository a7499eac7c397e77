// Spec: docs/formats/traces-block.md, section "Rows".
using Tta.Model;
using Tta.Storage.Blocks;
using Tta.Storage.Wal;

namespace Tta.Storage.Traces.Blocks;

/// <summary>
/// A row group that is read. Each column is loaded when it is first needed, and values are taken row by row. Used by one thread at a time.
/// </summary>
internal sealed class SpanGroup
{
    private const int CheckpointRows = 256;

    private readonly SpanBlock _block;
    private readonly int _index;
    private readonly GroupColumns _columns;
    private readonly int _firstRow;
    private readonly bool _keeps;
    private readonly ColumnChunk?[] _chunks;
    private readonly int[] _positions;
    private readonly List<int[]> _checkpoints = []; // Positions at every so many rows, as far as they were reached.
    private GroupTraces? _traces;
    private ulong[]? _spanIds;
    private long[]? _startNs;
    private long[]? _endNs;
    private StoredScope[]? _allScopes;
    private int[]? _templates;
    private int[]? _scopes;
    private int _nextRow;

    /// <param name="block">The block.</param>
    /// <param name="index">Number of the group in the block.</param>
    /// <param name="keeps">False leaves the cache of decoded columns to others: for reading everything once.</param>
    public SpanGroup(SpanBlock block, int index, bool keeps = true)
    {
        _keeps = keeps;
        _block = block;
        _index = index;
        _columns = block.ColumnsOf(index, keeps);
        RowCount = block.Footer.Groups[index].RowCount;
        _firstRow = block.FirstRowOf(index);
        Schema = block.Schema;
        _chunks = new ColumnChunk?[Schema.Columns.Length];
        _positions = new int[Schema.Columns.Length];
    }

    public SpanSchema Schema { get; }

    public int RowCount { get; }

    /// <summary>The traces that have rows here.</summary>
    public GroupTraces Traces => _traces ??= _block.TracesOf(_index, _keeps);

    public ulong[] SpanIds => _spanIds ??= Numbers(_columns.SpanIds);

    public long[] StartNs => _startNs ??= Starts();

    public long[] EndNs => _endNs ??= Ends();

    /// <summary>Number of the template of each row.</summary>
    public int[] Templates => _templates ??= Indexes(Numbers(_columns.Templates), Schema.Templates.Length);

    /// <summary>Number of the scope of each row.</summary>
    public int[] Scopes => _scopes ??= Indexes(Numbers(_columns.Scopes), AllScopes.Length);

    public StoredScope[] AllScopes => _allScopes ??= _block.Scopes;

    public StoredScope ScopeOf(int row) => AllScopes[Scopes[row]];

    public TraceId TraceIdOf(int row) => Traces.IdOf(Traces.TraceOfRow(row));

    /// <summary>Whether any row has a value in a column.</summary>
    public bool Has(int column) => _columns.ChunkOf(column) is not null;

    /// <summary>Whether any row may have these bytes as its value in a column.</summary>
    public bool MayHold(int column, ReadOnlySpan<byte> bytes)
    {
        if (_columns.ChunkOf(column) is not { } chunk)
        {
            return false;
        }

        (ulong high, ulong low) = BloomFilter.KeyOf(bytes);
        return !chunk.HasFilter || _block.Filter(chunk).MayContain(high, low);
    }

    /// <summary>The chunk of a column, or null when no row has a value in it.</summary>
    public ColumnChunk? Chunk(int column)
    {
        if (_chunks[column] is { } known)
        {
            return known;
        }

        return _columns.ChunkOf(column) is { } chunk
            ? _chunks[column] = _block.Chunk(chunk, Schema.Columns[column].HoldsBytes, _keeps)
            : null;
    }

    /// <summary>Goes to the first value of a row; the caller takes all its values.</summary>
    public void MoveTo(int row)
    {
        if (row < _nextRow)
        {
            int checkpoint = row / CheckpointRows; // Passed on the way forward, so it is there.
            _checkpoints[checkpoint].CopyTo(_positions, 0);
            _nextRow = checkpoint * CheckpointRows;
        }

        for (; _nextRow < row; _nextRow++)
        {
            NoteCheckpoint();
            SkipMessage(Schema.Templates[Templates[_nextRow]], isInner: false);
        }

        NoteCheckpoint();
        _nextRow = row + 1;
    }

    public void Skip(int column) => _positions[column]++;

    public ulong NextNumber(int column) => Next(column, out int code).Number(code);

    public ReadOnlySpan<byte> NextBytes(int column) => Next(column, out int code).Bytes(code);

    public int NextTemplate(int column) =>
        NextNumber(column) is var template && template < (ulong)Schema.Templates.Length ? (int)template : throw Damaged("a template");

    private void NoteCheckpoint()
    {
        if (_nextRow == _checkpoints.Count * CheckpointRows)
        {
            _checkpoints.Add([.. _positions]);
        }
    }

    private ColumnChunk Next(int column, out int code)
    {
        ColumnChunk chunk = Chunk(column) ?? throw Damaged("a column");
        int position = _positions[column]++;
        code = position < chunk.Count ? chunk.CodeOf(position) : throw Damaged("a value");
        return chunk;
    }

    private void SkipMessage(int[] template, bool isInner)
    {
        foreach (int column in template)
        {
            ref readonly SpanColumn kind = ref Schema.Columns[column];
            if (kind.Role == ColumnRole.Messages)
            {
                for (ulong count = isInner ? throw Damaged("an inner template") : NextNumber(column); count > 0; count--)
                {
                    SkipMessage(Schema.Templates[NextTemplate(column)], isInner: true);
                }
            }
            else if (kind.HasValues)
            {
                _positions[column]++;
            }
        }
    }

    private ulong[] Numbers(BlockSection section) => _block.Numbers(section, RowCount, _keeps);

    private long[] Starts()
    {
        ulong[] differences = Numbers(_columns.Starts);
        long[] starts = new long[differences.Length];
        long last = 0;
        for (int i = 0; i < starts.Length; i++)
        {
            last += Varint.UnZigZag(differences[i]);
            starts[i] = last;
        }

        return starts;
    }

    private long[] Ends()
    {
        ulong[] durations = Numbers(_columns.Durations);
        long[] ends = new long[durations.Length];
        for (int i = 0; i < ends.Length; i++)
        {
            ends[i] = StartNs[i] + Varint.UnZigZag(durations[i]);
        }

        return ends;
    }

    private int[] Indexes(ulong[] numbers, int count)
    {
        int[] indexes = new int[numbers.Length];
        for (int i = 0; i < indexes.Length; i++)
        {
            indexes[i] = numbers[i] < (ulong)count ? (int)numbers[i] : throw Damaged("a number");
        }

        return indexes;
    }

    private InvalidDataException Damaged(string what) => new($"{what} is missing in the row group at row {_firstRow} of {_block.File.Path}");
}
