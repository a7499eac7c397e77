using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>
/// Writes several blocks as one: traces that lie in several of them come together, spans that are there twice are kept once. The blocks are read
/// side by side in order of time, so that memory is that of a row group of each, however large they are.
/// </summary>
internal sealed class BlockCompactor(SpanBlock[] blocks)
{
    private const int MoreGroups = 4; // For the other parts of traces that lie in several blocks.

    private readonly SpanAssembler _assembler = new();
    private readonly RecentGroups<SpanGroup> _groups = new(blocks.Length + MoreGroups, static (block, index) => new SpanGroup(block, index, keeps: false));
    private readonly List<(SpanBlock Block, int First, int End)> _parts = [];
    private readonly List<Row> _rows = [];
    private readonly Dictionary<ulong, Row> _known = []; // The first row of each id.
    private readonly HashSet<ulong> _otherSides = []; // Ids of which both sides are written.

    /// <exception cref="InvalidDataException">A block is damaged.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    /// <exception cref="OperationCanceledException">The store is being closed.</exception>
    public void Write(SpanBlockWriter writer, CancellationToken cancellationToken)
    {
        TraceCursor[] all = Array.ConvertAll(blocks, block => new TraceCursor(block, _groups));
        var next = new PriorityQueue<TraceCursor, (long StartNs, ulong High, ulong Low, long Block)>();
        foreach (TraceCursor each in all)
        {
            Enqueue(next, each);
        }

        while (next.TryDequeue(out TraceCursor? cursor, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!cursor.WasTaken())
            {
                CollectParts(all, cursor);
                writer.BeginTrace(cursor.Id);
                if (_parts.Count > 1)
                {
                    WriteParts(writer);
                }
                else
                {
                    WriteWhole(writer, _parts[0]);
                }
            }

            Enqueue(next, cursor);
        }
    }

    /// <summary>The operations of all blocks.</summary>
    public HashSet<StoredOperation> Operations()
    {
        var operations = new HashSet<StoredOperation>();
        foreach (SpanBlock block in blocks)
        {
            operations.UnionWith(block.Operations);
        }

        return operations;
    }

    private static void Enqueue(PriorityQueue<TraceCursor, (long StartNs, ulong High, ulong Low, long Block)> next, TraceCursor cursor)
    {
        if (cursor.MoveNext())
        {
            next.Enqueue(cursor, (cursor.StartNs, cursor.Id.High, cursor.Id.Low, cursor.Block.File.Number));
        }
    }

    /// <summary>Where the rows of the trace of a cursor are; its earliest one is there, so no other cursor is behind it.</summary>
    private void CollectParts(TraceCursor[] all, TraceCursor cursor)
    {
        _parts.Clear();
        foreach (TraceCursor each in all)
        {
            (int first, int end) = each == cursor ? each.Rows : each.Take(cursor.Id);
            if (end > first)
            {
                _parts.Add((each.Block, first, end));
            }
        }
    }

    /// <summary>Writes a trace that is in one block: its rows are in order, and each is there once.</summary>
    private void WriteWhole(SpanBlockWriter writer, (SpanBlock Block, int First, int End) part)
    {
        SpanGroup group = _groups.Of(part.Block, part.First, out int rowOfGroup);
        bool isInOneGroup = rowOfGroup + part.End - part.First <= group.RowCount && writer.HasRoom(part.End - part.First);
        for (int row = part.First; row < part.End; row++)
        {
            if (!isInOneGroup || !writer.TryCopy(part.Block, group, rowOfGroup + row - part.First))
            {
                Copy(part.Block, row, writer);
            }
        }
    }

    private void WriteParts(SpanBlockWriter writer)
    {
        CollectRows();
        _known.Clear();
        _otherSides.Clear();
        foreach (Row row in _rows)
        {
            if (_known.TryAdd(row.SpanId, row) || (IsServer(row) != IsServer(_known[row.SpanId]) && _otherSides.Add(row.SpanId)))
            {
                Copy(row.Block, row.Index, writer);
            }
        }
    }

    private void CollectRows()
    {
        _rows.Clear();
        foreach ((SpanBlock block, int first, int end) in _parts)
        {
            for (int row = first; row < end; row++)
            {
                SpanGroup group = _groups.Of(block, row, out int rowOfGroup);
                _rows.Add(new Row(group.StartNs[rowOfGroup], group.SpanIds[rowOfGroup], block, row));
            }
        }

        _rows.Sort(static (a, b) =>
        {
            int order = a.StartNs.CompareTo(b.StartNs);
            return order != 0 ? order : a.SpanId.CompareTo(b.SpanId);
        });
    }

    private void Copy(SpanBlock block, int row, SpanBlockWriter writer)
    {
        SpanGroup group = _groups.Of(block, row, out int rowOfGroup);
        writer.Add(
            new SpanId(group.SpanIds[rowOfGroup]), group.StartNs[rowOfGroup], group.EndNs[rowOfGroup], group.ScopeOf(rowOfGroup),
            _assembler.Assemble(group, rowOfGroup, null));
    }

    private bool IsServer(in Row row)
    {
        SpanGroup group = _groups.Of(row.Block, row.Index, out int rowOfGroup);
        return SpanKey.Of(row.SpanId, _assembler.Assemble(group, rowOfGroup, null)).IsServer;
    }

    private readonly record struct Row(long StartNs, ulong SpanId, SpanBlock Block, int Index);
}
