using System.Diagnostics;

namespace Tta.Observability;

/// <summary>
/// Counts what waits in front of an exporter and refuses what exceeds the capacity, counting each loss: the SDK's own queue
/// loses silently. An item counts as waiting until its batch has been exported, so the queue behind is never full, and a flush
/// can wait for the receiver's answer, which the SDK's does not. Thread-safe.
/// </summary>
internal sealed class QueueGate(int capacity, ExportSignal signal, ExportCounters counters)
{
    // A monitor, not a Lock: flushes wait on it for items to leave.
    private readonly object _gate = new();
    private long _enteredCount;
    private long _leftCount;

    /// <summary>How many items have ever entered.</summary>
    public long EnteredCount => Interlocked.Read(ref _enteredCount);

    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_enteredCount - _leftCount < capacity)
            {
                _enteredCount++;
                return true;
            }
        }

        counters.CountDropped(signal, ExportCounters.QueueFull);
        return false;
    }

    public void Leave(long count)
    {
        lock (_gate)
        {
            _leftCount += count;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits until as many items have left as had entered at some time.</summary>
    /// <param name="enteredCount">Value of <see cref="EnteredCount"/> at that time.</param>
    /// <param name="timeoutMs">Longest wait; negative waits without end.</param>
    /// <returns>Whether they left in time.</returns>
    public bool WaitUntilLeft(long enteredCount, int timeoutMs)
    {
        long start = Stopwatch.GetTimestamp();
        lock (_gate)
        {
            while (_leftCount < enteredCount)
            {
                double remainingMs = timeoutMs - Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                if (!Monitor.Wait(_gate, timeoutMs < 0 ? Timeout.Infinite : (int)Math.Max(0, remainingMs)))
                {
                    return false;
                }
            }

            return true;
        }
    }
}
