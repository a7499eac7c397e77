using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>
/// Sides of calls that wait for the other side, oldest first. Bounded; adding and taking allocate nothing once it has grown. Not thread-safe.
/// </summary>
internal sealed class WaitingEdges(int capacity)
{
    private const int None = -1;
    private readonly Dictionary<EdgeKey, int> _byKey = [];
    private readonly RowList<Slot> _slots = new();
    private int _free = None;
    private int _oldest = None;
    private int _newest = None;

    public int Count => _byKey.Count;

    /// <summary>The side that waits under a key.</summary>
    public bool TryGet(in EdgeKey key, out EdgeSide side)
    {
        bool found = _byKey.TryGetValue(key, out int index);
        side = found ? _slots[index].Side : default;
        return found;
    }

    /// <summary>Adds a side; false when too many wait already. The key must be free.</summary>
    public bool TryAdd(in EdgeKey key, in EdgeSide side)
    {
        if (_byKey.Count >= capacity)
        {
            return false;
        }

        int index = _free;
        if (index == None)
        {
            index = _slots.Add(default);
        }
        else
        {
            _free = _slots[index].Next;
        }

        _slots[index] = new Slot(key, side, _newest, None);
        if (_newest == None)
        {
            _oldest = index;
        }
        else
        {
            _slots[_newest].Next = index;
        }

        _newest = index;
        _byKey.Add(key, index);
        return true;
    }

    public void Remove(in EdgeKey key)
    {
        if (!_byKey.Remove(key, out int index))
        {
            return;
        }

        Slot slot = _slots[index];
        if (slot.Previous == None)
        {
            _oldest = slot.Next;
        }
        else
        {
            _slots[slot.Previous].Next = slot.Next;
        }

        if (slot.Next == None)
        {
            _newest = slot.Previous;
        }
        else
        {
            _slots[slot.Next].Previous = slot.Previous;
        }

        _slots[index] = new Slot(default, default, None, _free);
        _free = index;
    }

    /// <summary>Takes the oldest side if it came before a time.</summary>
    public bool TryTakeOlder(long beforeMs, out EdgeSide side)
    {
        side = default;
        if (_oldest == None || _slots[_oldest].Side.CameMs > beforeMs)
        {
            return false;
        }

        side = _slots[_oldest].Side;
        Remove(_slots[_oldest].Key);
        return true;
    }

    /// <summary>What joins the two sides of a call: the trace and the id of the client's span.</summary>
    internal readonly record struct EdgeKey(TraceId TraceId, SpanId ClientSpanId);

    /// <summary>One side of a call.</summary>
    /// <param name="IsClient">Which side.</param>
    /// <param name="Service">Number of the service's name.</param>
    /// <param name="Peer">Number of the other side's name as a client span gives it, -1 when it does not.</param>
    /// <param name="Seconds">Duration of the span.</param>
    /// <param name="IsFailed">True when the span has error status.</param>
    /// <param name="CameMs">When it came, Unix milliseconds.</param>
    internal readonly record struct EdgeSide(bool IsClient, int Service, int Peer, double Seconds, bool IsFailed, long CameMs);

    private record struct Slot(EdgeKey Key, EdgeSide Side, int Previous, int Next);
}
