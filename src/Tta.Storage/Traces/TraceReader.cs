using Tta.Model;
using Tta.Storage.Traces.Blocks;
using Tta.Storage.Traces.Search;

namespace Tta.Storage.Traces;

/// <summary>
/// Reads whole traces for one query, from the recent data and all blocks, each span once. It keeps the row groups it used last, so that
/// traces that lie side by side are read in one go. Used by one thread at a time.
/// </summary>
internal sealed class TraceReader(TraceContents contents, SpanProjection? projection) : IDisposable
{
    private const int MaxGroups = 8;

    private readonly SpanAssembler _assembler = new();
    private readonly List<StoredSpan> _stored = [];
    private readonly List<(SpanBlock Block, int Index, SpanGroup Group)> _groups = []; // Used last at the end.
    private BlockSet? _blocks;

    /// <summary>A trace with all its spans, or null when none of them is stored or readable.</summary>
    public Trace? Read(TraceId traceId)
    {
        _stored.Clear();
        lock (contents.Lock)
        {
            if (_blocks != contents.Blocks)
            {
                Dispose();
                _blocks = contents.Blocks.Acquire();
            }

            contents.Head.CollectTrace(traceId, _stored);
        }

        var spans = new List<Span>(_stored.Count);
        AddHead(traceId, spans);
        bool isMixed = false;
        foreach (SpanBlock block in _blocks!.Blocks)
        {
            int before = spans.Count;
            AddBlock(block, traceId, spans);
            isMixed |= before > 0 && spans.Count > before;
        }

        if (spans.Count == 0)
        {
            return null;
        }

        spans.Sort(static (a, b) =>
        {
            int order = a.StartNs.CompareTo(b.StartNs);
            return order != 0 ? order : a.SpanId.Value.CompareTo(b.SpanId.Value);
        });
        return new Trace(traceId, isMixed ? WithoutRepetitions(spans) : spans, contents.Warnings.MissingData);
    }

    public void Dispose()
    {
        _groups.Clear();
        _blocks?.Release();
        _blocks = null;
    }

    private static List<Span> WithoutRepetitions(List<Span> spans)
    {
        var known = new HashSet<ulong>();
        return spans.FindAll(span => known.Add(span.SpanId.Value));
    }

    private void AddHead(TraceId traceId, List<Span> spans)
    {
        foreach (StoredSpan span in _stored)
        {
            try
            {
                spans.Add(span.Decode());
            }
            catch (InvalidDataException e)
            {
                contents.Warnings.AddMissingData($"a span of trace {traceId} cannot be read and was left out: {e.Message}");
            }
        }
    }

    private void AddBlock(SpanBlock block, TraceId traceId, List<Span> spans)
    {
        try
        {
            (int first, int end) = block.RowsOf(traceId);
            for (int row = first; row < end; row++)
            {
                SpanGroup group = GroupOf(block, row, out int rowOfGroup);
                ReadOnlySpan<byte> message = _assembler.Assemble(group, rowOfGroup, projection?.ColumnsOf(group.Schema));
                StoredScope scope = group.ScopeOf(rowOfGroup);
                spans.Add(SpanDecoder.Decode(message, scope.Resource, scope.Scope));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            _groups.Clear(); // What was half read must not be read on.
            block.Report(e, contents.Warnings);
        }
    }

    private SpanGroup GroupOf(SpanBlock block, int row, out int rowOfGroup)
    {
        int index = block.GroupOfRow(row);
        rowOfGroup = row - block.FirstRowOf(index);
        int known = _groups.FindLastIndex(each => each.Block == block && each.Index == index);
        (SpanBlock, int, SpanGroup Group) entry = known >= 0 ? _groups[known] : (block, index, new SpanGroup(block, index));
        if (known >= 0)
        {
            _groups.RemoveAt(known);
        }
        else if (_groups.Count == MaxGroups)
        {
            _groups.RemoveAt(0);
        }

        _groups.Add(entry);
        return entry.Group;
    }
}
