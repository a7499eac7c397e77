namespace Tta.Observability;

/// <summary>
/// Counts what waits in front of an exporter and refuses what exceeds the capacity, counting each loss: the SDK's own queue
/// loses silently. An item counts as waiting until its batch has been exported, so the queue behind is never full. Thread-safe.
/// </summary>
internal sealed class QueueGate(int capacity, ExportSignal signal, ExportCounters counters)
{
    private int _waiting;

    public bool TryEnter()
    {
        if (Interlocked.Increment(ref _waiting) <= capacity)
        {
            return true;
        }

        Interlocked.Decrement(ref _waiting);
        counters.CountDropped(signal, ExportCounters.QueueFull);
        return false;
    }

    public void Leave(long count) => Interlocked.Add(ref _waiting, -(int)count);
}
