using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces;

/// <summary>
/// Tells which spans of a batch the blocks hold already: those that were sent again long after the first time. The filters of the blocks answer
/// for traces that have no old spans without looking at the disk. Used under the lock of the store.
/// </summary>
internal sealed class SpansInBlocks(TraceContents contents)
{
    private readonly Dictionary<TraceId, HashSet<ulong>?> _ids = new(TraceIdComparer.Instance);
    private readonly Dictionary<TraceId, HashSet<SpanKey>> _keys = new(TraceIdComparer.Instance);
    private readonly Dictionary<(SpanBlock, int), SpanGroup> _groups = [];
    private readonly SpanAssembler _assembler = new();

    /// <summary>Forgets the batch before.</summary>
    public void Begin()
    {
        _ids.Clear();
        _keys.Clear();
        _groups.Clear();
    }

    public bool Has(TraceId traceId, SpanKey key)
    {
        if (contents.Blocks.Blocks.Length == 0)
        {
            return false;
        }

        if (!_ids.TryGetValue(traceId, out HashSet<ulong>? ids))
        {
            ids = IdsOf(traceId);
            _ids.Add(traceId, ids);
        }

        // An id that is there is nearly always the same span, so the sides are looked at last.
        if (ids is null || !ids.Contains(key.Id))
        {
            return false;
        }

        if (!_keys.TryGetValue(traceId, out HashSet<SpanKey>? keys))
        {
            keys = KeysOf(traceId);
            _keys.Add(traceId, keys);
        }

        return keys.Contains(key);
    }

    private HashSet<ulong>? IdsOf(TraceId traceId)
    {
        HashSet<ulong>? ids = null;
        Visit(traceId, (block, rows) => block.AddSpanIds(rows, ids ??= []));
        return ids;
    }

    private HashSet<SpanKey> KeysOf(TraceId traceId)
    {
        var keys = new HashSet<SpanKey>();
        Visit(traceId, (block, rows) =>
        {
            for (int row = rows.First; row < rows.End; row++)
            {
                int index = block.GroupOfRow(row);
                if (!_groups.TryGetValue((block, index), out SpanGroup? group))
                {
                    group = new SpanGroup(block, index);
                    _groups.Add((block, index), group);
                }

                int rowOfGroup = row - block.FirstRowOf(index);
                keys.Add(SpanKey.Of(group.SpanIds[rowOfGroup], _assembler.Assemble(group, rowOfGroup, null)));
            }
        });
        return keys;
    }

    private void Visit(TraceId traceId, Action<SpanBlock, (int First, int End)> visit)
    {
        foreach (SpanBlock block in contents.Blocks.Blocks)
        {
            try
            {
                (int First, int End) rows = block.RowsOf(traceId);
                if (rows.End > rows.First)
                {
                    visit(block, rows);
                }
            }
            catch (Exception e) when (e is InvalidDataException or IOException)
            {
                _groups.Clear(); // What was half read must not be read on.
                block.Report(e, contents.Warnings); // At worst the span is kept twice; readers see it once.
            }
        }
    }
}
