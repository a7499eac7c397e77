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
    private const int MaxGroups = 32; // Traces that are asked for by time lie in as many places as there are blocks of that time.

    private readonly SpanAssembler _assembler = new();
    private readonly List<StoredSpan> _stored = [];
    private readonly RecentGroups<OpenGroup> _groups = new(MaxGroups, (block, index) => Open(block, index, projection));
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
            order = order != 0 ? order : a.SpanId.Value.CompareTo(b.SpanId.Value);
            return order != 0 ? order : KeyOf(a).IsServer.CompareTo(KeyOf(b).IsServer);
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
        var known = new HashSet<SpanKey>();
        return spans.FindAll(span => known.Add(KeyOf(span)));
    }

    private static SpanKey KeyOf(Span span) => SpanKey.Of(span.SpanId.Value, span.Kind);

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
                OpenGroup open = _groups.Of(block, row, out int rowOfGroup);
                spans.Add(open.Projected?.Read(traceId, rowOfGroup) ?? Decode(open.Group, rowOfGroup));
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            _groups.Clear(); // What was half read must not be read on.
            block.Report(e, contents.Warnings);
        }
    }

    private Span Decode(SpanGroup group, int row)
    {
        ReadOnlySpan<byte> message = _assembler.Assemble(group, row, projection?.ColumnsOf(group.Schema));
        StoredScope scope = group.ScopeOf(row);
        return SpanDecoder.Decode(message, scope.Resource, scope.Scope);
    }

    private static OpenGroup Open(SpanBlock block, int index, SpanProjection? projection)
    {
        var group = new SpanGroup(block, index);
        return new OpenGroup(group, projection?.IsInColumns == true ? new ProjectedGroup(group, projection.ColumnsOf(group.Schema)) : null);
    }

    private readonly record struct OpenGroup(SpanGroup Group, ProjectedGroup? Projected);
}
