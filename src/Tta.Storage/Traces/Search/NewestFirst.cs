using Tta.Model;
using Tta.Storage.Traces.Blocks;

namespace Tta.Storage.Traces.Search;

/// <summary>
/// Finds the spans that may match, latest start first, over the recent data and all blocks at once. Blocks, stretches of row groups and groups wait
/// in a heap under their latest start and are looked into only when nothing later is left, so who stops early reads little. Used by one query.
/// </summary>
internal sealed class NewestFirst
{
    private readonly SpanFilter _filter;
    private readonly StoreWarnings _warnings;
    private readonly bool _oncePerTrace;
    private readonly PriorityQueue<Source, long> _sources = new(); // By latest start, negative.

    /// <param name="filter">What is looked for.</param>
    /// <param name="head">The recent data.</param>
    /// <param name="blocks">The blocks.</param>
    /// <param name="warnings">Takes what cannot be read.</param>
    /// <param name="oncePerTrace">True when of the spans of a trace that lie together only the latest is to be given.</param>
    public NewestFirst(SpanFilter filter, HeadView[] head, BlockSet blocks, StoreWarnings warnings, bool oncePerTrace)
    {
        _filter = filter;
        _oncePerTrace = oncePerTrace;
        _warnings = warnings;
        foreach (HeadView part in head)
        {
            Enqueue(new HeadSource(part, Rows(part)));
        }

        foreach (SpanBlock block in blocks.Blocks)
        {
            _sources.Enqueue(new BlockSource(block), -block.MaxStartNs);
        }
    }

    /// <summary>The next span that may match.</summary>
    public bool TryNext(CancellationToken cancellationToken, out TraceId traceId, out SpanId spanId)
    {
        while (_sources.TryDequeue(out Source? source, out _))
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (source)
            {
                case BlockSource inBlock:
                    LookInto(inBlock);
                    continue;
                case HeadSource head:
                    int row = head.Take();
                    Enqueue(head);
                    if (Matches(head.Part, row))
                    {
                        (traceId, spanId) = (head.Part.Columns.TraceIds[row], new SpanId(head.Part.Columns.SpanIds[row]));
                        return true;
                    }

                    continue;
                case RowsSource rows:
                    int rowOfGroup = rows.Take();
                    (traceId, spanId) = (rows.Group.TraceIdOf(rowOfGroup), new SpanId(rows.Group.SpanIds[rowOfGroup]));
                    Enqueue(rows);
                    return true;
            }
        }

        (traceId, spanId) = (default, default);
        return false;
    }

    /// <summary>The traces of these spans, each once.</summary>
    public IEnumerable<TraceId> Traces(CancellationToken cancellationToken)
    {
        var given = new HashSet<TraceId>(TraceIdComparer.Instance);
        while (TryNext(cancellationToken, out TraceId traceId, out _))
        {
            if (given.Add(traceId))
            {
                yield return traceId;
            }
        }
    }

    private static int[] Sorted(List<int> rows, long[] startNs)
    {
        int[] sorted = [.. rows];
        Array.Sort(sorted, (a, b) => startNs[b].CompareTo(startNs[a]));
        return sorted;
    }

    private static List<int> RowsOf(bool[] mask)
    {
        var rows = new List<int>();
        for (int row = Array.IndexOf(mask, true); row >= 0; row = row + 1 < mask.Length ? Array.IndexOf(mask, true, row + 1) : -1)
        {
            rows.Add(row);
        }

        return rows;
    }

    private static List<int> LatestOfTraces(SpanGroup group, bool[] mask)
    {
        var rows = new List<int>();
        int end = 0;
        foreach (int row in RowsOf(mask))
        {
            if (row >= end)
            {
                end = group.Traces.FirstRowOf(group.Traces.TraceOfRow(row) + 1);
                rows.Add(row);
            }
            else if (group.StartNs[row] > group.StartNs[rows[^1]])
            {
                rows[^1] = row;
            }
        }

        return rows;
    }

    private int[] Rows(in HeadView part)
    {
        var rows = new List<int>();
        for (int row = 0; row < part.Columns.Count; row++)
        {
            if (_filter.MayMatch(part, row))
            {
                rows.Add(row);
            }
        }

        return Sorted(rows, part.Columns.StartNs);
    }

    private bool Matches(in HeadView part, int row)
    {
        try
        {
            return _filter.Matches(part, row);
        }
        catch (InvalidDataException e)
        {
            _warnings.AddMissingData($"a span of trace {part.Columns.TraceIds[row]} cannot be read and was skipped: {e.Message}");
            return false;
        }
    }

    private void Open(GroupSource source)
    {
        var group = new SpanGroup(source.Block, source.Index);
        bool[] mask = _filter.Rows(group);
        List<int> rows = _oncePerTrace ? LatestOfTraces(group, mask) : RowsOf(mask);
        _ = rows.Count > 0 ? group.SpanIds : null; // Read here, where damage is handled.
        _ = rows.Count > 0 ? group.Traces : null;
        Enqueue(new RowsSource(group, Sorted(rows, group.StartNs)));
    }

    private void LookInto(BlockSource source)
    {
        try
        {
            switch (source)
            {
                case GroupSource group:
                    Open(group);
                    break;
                case StretchSource stretch:
                    EnqueueGroups(stretch.Block, stretch.Index);
                    break;
                default:
                    EnqueueStretches(source.Block);
                    break;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            source.Block.Report(e, _warnings);
        }
    }

    private void EnqueueStretches(SpanBlock block)
    {
        bool mayMatch = _filter.MayMatch(block);
        for (int stretch = 0; mayMatch && stretch < block.StretchCount; stretch++)
        {
            if (block.NewestStartNs(stretch) >= _filter.StartMinNs)
            {
                _sources.Enqueue(new StretchSource(block, stretch), -block.NewestStartNs(stretch));
            }
        }
    }

    private void EnqueueGroups(SpanBlock block, int stretch)
    {
        (int first, int end) = _filter.MayMatch(block, stretch) ? block.GroupsOf(stretch) : default;
        for (int i = first; i < end; i++)
        {
            if (_filter.MayMatch(block.Footer.Groups[i]))
            {
                _sources.Enqueue(new GroupSource(block, i), -block.Footer.Groups[i].MaxStartNs);
            }
        }
    }

    private void Enqueue(CursorSource source)
    {
        if (!source.IsEmpty)
        {
            _sources.Enqueue(source, -source.StartNs);
        }
    }

    private abstract class Source;

    private class BlockSource(SpanBlock block) : Source
    {
        public SpanBlock Block => block;
    }

    private sealed class StretchSource(SpanBlock block, int index) : BlockSource(block)
    {
        public int Index => index;
    }

    private sealed class GroupSource(SpanBlock block, int index) : BlockSource(block)
    {
        public int Index => index;
    }

    private abstract class CursorSource(int[] rows, long[] startNs) : Source
    {
        private int _next;

        public bool IsEmpty => _next == rows.Length;

        public long StartNs => startNs[rows[_next]];

        public int Take() => rows[_next++];
    }

    private sealed class HeadSource(HeadView part, int[] rows) : CursorSource(rows, part.Columns.StartNs)
    {
        public HeadView Part => part;
    }

    private sealed class RowsSource(SpanGroup group, int[] rows) : CursorSource(rows, group.StartNs)
    {
        public SpanGroup Group => group;
    }
}
