using Tta.Model;

namespace Tta.Agent.Sampling;

/// <summary>The latest decisions; the oldest makes room. Not thread-safe.</summary>
internal sealed class DecisionMemory(int capacity)
{
    private readonly Dictionary<TraceId, bool> _kept = [];
    private readonly Queue<TraceId> _order = new();

    public bool TryGet(TraceId traceId, out bool isKept) => _kept.TryGetValue(traceId, out isKept);

    public void Add(TraceId traceId, bool isKept)
    {
        if (capacity > 0 && _kept.TryAdd(traceId, isKept))
        {
            _order.Enqueue(traceId);
            if (_order.Count > capacity)
            {
                _kept.Remove(_order.Dequeue());
            }
        }
    }
}
