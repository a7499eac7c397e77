using Tta.Model;

namespace Tta.Server.Jaeger;

/// <summary>How many spans there are of a sort, and the first of them.</summary>
internal sealed class QualityExamples
{
    private const int MaxExamples = 5;
    private readonly List<(TraceId, SpanId)> _first = [];

    public long Count { get; private set; }

    public IReadOnlyList<(TraceId TraceId, SpanId SpanId)> First => _first;

    public void Add(Span span)
    {
        Count++;
        if (_first.Count < MaxExamples)
        {
            _first.Add((span.TraceId, span.SpanId));
        }
    }
}
