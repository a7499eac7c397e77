using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>The trace that a query looks at, its spans by index. Reused for one trace after the other; not thread-safe.</summary>
internal sealed class TraceView
{
    private readonly TraceStructure _structure = new();
    private IReadOnlyList<Span> _spans = [];
    private bool _hasStructure;
    private bool _hasExtent;
    private long _startNs;
    private long _endNs;
    private Span? _root;

    public Trace Trace { get; private set; } = new(default, [], []);

    public int Count { get; private set; }

    public Span this[int index] => _spans[index];

    /// <summary>The one event, or link, of a span that is looked at; -1 for all of them.</summary>
    public int Part { get; set; } = -1;

    /// <summary>Start of the earliest span, Unix nanoseconds.</summary>
    public long StartNs
    {
        get
        {
            FindExtent();
            return _startNs;
        }
    }

    /// <summary>From the start of the earliest span to the end of the latest.</summary>
    public long DurationNs
    {
        get
        {
            FindExtent();
            return Math.Max(0, _endNs - _startNs);
        }
    }

    /// <summary>The first span without a parent, or null while it is not stored.</summary>
    public Span? Root
    {
        get
        {
            FindExtent();
            return _root;
        }
    }

    /// <summary>Who is whose parent; worked out when a query asks.</summary>
    public TraceStructure Structure
    {
        get
        {
            if (!_hasStructure)
            {
                _structure.Build(_spans, Count);
                _hasStructure = true;
            }

            return _structure;
        }
    }

    /// <summary>Looks at a trace: at its first spans, up to the limit.</summary>
    public void Load(Trace trace, int maxSpans)
    {
        Trace = trace;
        _spans = trace.Spans;
        Count = Math.Min(_spans.Count, maxSpans);
        _hasStructure = false;
        _hasExtent = false;
    }

    private void FindExtent()
    {
        if (_hasExtent)
        {
            return;
        }

        _startNs = long.MaxValue;
        _endNs = long.MinValue;
        _root = null;
        for (int i = 0; i < Count; i++)
        {
            Span span = _spans[i];
            _startNs = Math.Min(_startNs, span.StartNs);
            _endNs = Math.Max(_endNs, span.StartNs + span.DurationNs);
            _root ??= span.ParentSpanId.IsValid ? null : span;
        }

        _hasExtent = true;
    }
}
