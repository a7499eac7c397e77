using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>The spans of one trace that have come so far. Spans are decoded when a policy first looks at one. Not thread-safe.</summary>
public sealed class GatheredTrace
{
    private readonly SpanBatch _spans = new();
    private Span?[] _decoded = [];

    /// <summary>Memory an empty trace takes, bytes; a part of every trace's <see cref="SizeBytes"/>.</summary>
    public const int OverheadBytes = 8 << 10;

    /// <summary>Its id.</summary>
    public TraceId TraceId { get; private set; }

    /// <summary>Number of spans.</summary>
    public int SpanCount => _spans.Spans.Count;

    /// <summary>Memory it takes, about, bytes.</summary>
    public long SizeBytes => OverheadBytes + _spans.Arena.Length + (SpanCount * 128L);

    /// <summary>Bytes of its spans as sent.</summary>
    public long MessageBytes { get; private set; }

    /// <summary>Start of the earliest span, Unix nanoseconds.</summary>
    public long StartNs { get; private set; } = long.MaxValue;

    /// <summary>End of the latest span, Unix nanoseconds.</summary>
    public long EndNs { get; private set; }

    /// <summary>True once a span without parent has come.</summary>
    public bool HasRoot { get; private set; }

    /// <summary>Rows and bytes of the spans.</summary>
    public SpanBatch Spans => _spans;

    /// <summary>When it is decided at the latest, Unix milliseconds.</summary>
    internal long DueMs { get; set; }

    /// <summary>A span of the trace, decoded.</summary>
    public Span this[int index]
    {
        get
        {
            if (_decoded.Length < SpanCount)
            {
                Array.Resize(ref _decoded, SpanCount);
            }

            return _decoded[index] ??= _spans.Read(index);
        }
    }

    internal void Begin(TraceId traceId) => TraceId = traceId;

    internal void Add(SpanBatch from, int spanIndex)
    {
        ref readonly SpanBatch.SpanRow row = ref from.Spans[spanIndex];
        SpanCopier.Copy(from, spanIndex, _spans);
        MessageBytes += row.Message.Length;
        StartNs = Math.Min(StartNs, row.StartNs);
        EndNs = Math.Max(EndNs, Math.Max(row.StartNs, row.EndNs));
        HasRoot |= !row.ParentSpanId.IsValid;
    }

    internal void Clear()
    {
        _spans.Clear();
        Array.Clear(_decoded);
        MessageBytes = 0;
        StartNs = long.MaxValue;
        EndNs = 0;
        HasRoot = false;
    }
}
