using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>Writes several blocks as one: traces that lie in several of them come together, spans that are there twice are kept once.</summary>
internal sealed class BlockCompactor(SpanBlock[] blocks)
{
    private readonly SpanAssembler _assembler = new();
    private readonly (int Index, SpanGroup? Group)[] _groups = new (int, SpanGroup?)[blocks.Length]; // The one used last, per block.

    /// <exception cref="InvalidDataException">A block is damaged.</exception>
    /// <exception cref="IOException">The disk is full or failing.</exception>
    /// <exception cref="OperationCanceledException">The store is being closed.</exception>
    public void Write(SpanBlockWriter writer, CancellationToken cancellationToken)
    {
        Part[] parts = InOrder();
        var rows = new List<Row>();
        var known = new Dictionary<ulong, Row>(); // The first row of each id.
        var otherSides = new HashSet<ulong>(); // Ids of which both sides are written.
        for (int i = 0; i < parts.Length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            TraceId id = parts[i].Id;
            rows.Clear();
            known.Clear();
            otherSides.Clear();
            for (; i < parts.Length && parts[i].Id == id; i++)
            {
                CollectRows(parts[i], rows);
            }

            rows.Sort(static (a, b) =>
            {
                int order = a.StartNs.CompareTo(b.StartNs);
                return order != 0 ? order : a.SpanId.CompareTo(b.SpanId);
            });
            writer.BeginTrace(id);
            foreach (Row row in rows)
            {
                if (known.TryAdd(row.SpanId, row) || (IsServer(row) != IsServer(known[row.SpanId]) && otherSides.Add(row.SpanId)))
                {
                    Copy(row, writer);
                }
            }
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

    /// <summary>All traces of all blocks, by their first start anywhere.</summary>
    private Part[] InOrder()
    {
        var parts = new List<Part>();
        var firstStarts = new Dictionary<TraceId, long>(TraceIdComparer.Instance);
        for (int i = 0; i < blocks.Length; i++)
        {
            TraceTable table = blocks[i].Table;
            for (int trace = 0; trace < table.Count; trace++)
            {
                int first = table.FirstRowOf(trace);
                SpanGroup group = GroupOf(i, first, out int row);
                TraceId id = table.IdOf(trace);
                long startNs = group.StartNs[row];
                firstStarts[id] = firstStarts.TryGetValue(id, out long known) ? Math.Min(known, startNs) : startNs;
                parts.Add(new Part(id, i, first, table.FirstRowOf(trace + 1)));
            }
        }

        Part[] sorted = [.. parts];
        Array.Sort(sorted, (a, b) =>
        {
            int order = firstStarts[a.Id].CompareTo(firstStarts[b.Id]);
            order = order != 0 ? order : a.Id.High.CompareTo(b.Id.High);
            order = order != 0 ? order : a.Id.Low.CompareTo(b.Id.Low);
            return order != 0 ? order : a.Block.CompareTo(b.Block);
        });
        return sorted;
    }

    private void CollectRows(in Part part, List<Row> rows)
    {
        for (int row = part.FirstRow; row < part.EndRow; row++)
        {
            SpanGroup group = GroupOf(part.Block, row, out int rowOfGroup);
            rows.Add(new Row(group.StartNs[rowOfGroup], group.SpanIds[rowOfGroup], part.Block, row));
        }
    }

    private void Copy(in Row row, SpanBlockWriter writer)
    {
        SpanGroup group = GroupOf(row.Block, row.Index, out int rowOfGroup);
        writer.Add(
            new SpanId(row.SpanId), row.StartNs, group.EndNs[rowOfGroup], group.ScopeOf(rowOfGroup), _assembler.Assemble(group, rowOfGroup, null));
    }

    private bool IsServer(in Row row)
    {
        SpanGroup group = GroupOf(row.Block, row.Index, out int rowOfGroup);
        return SpanKey.Of(row.SpanId, _assembler.Assemble(group, rowOfGroup, null)).IsServer;
    }

    private SpanGroup GroupOf(int block, int row, out int rowOfGroup)
    {
        int index = blocks[block].GroupOfRow(row);
        rowOfGroup = row - blocks[block].FirstRowOf(index);
        (int known, SpanGroup? group) = _groups[block];
        if (group is null || known != index)
        {
            group = new SpanGroup(blocks[block], index, keeps: false);
            _groups[block] = (index, group);
        }

        return group;
    }

    /// <summary>The rows of one trace in one block.</summary>
    private readonly record struct Part(TraceId Id, int Block, int FirstRow, int EndRow);

    private readonly record struct Row(long StartNs, ulong SpanId, int Block, int Index);
}
