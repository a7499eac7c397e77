using System.Diagnostics;
using OpenTelemetry;

namespace Tta.Observability;

/// <summary>
/// Holds the finished spans of traces that sampling dropped until none of their spans runs any more in this process; then
/// exports all of them when one has failed, and forgets them otherwise. Bounded: the oldest trace gives way. Thread-safe.
/// </summary>
internal sealed class FailedTraces(BaseProcessor<Activity> export, ExportCounters counters, int maxSpans = FailedTraces.DefaultMaxSpans) : BaseProcessor<Activity>
{
    // Spans that run and spans that are held count alike.
    private const int DefaultMaxSpans = 10_000;
    private const int MaxDecided = 1_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<ActivityTraceId, HeldTrace> _held = [];
    private readonly LinkedList<ActivityTraceId> _oldestFirst = new();
    private readonly HashSet<ActivityTraceId> _kept = [];
    private readonly Queue<ActivityTraceId> _keptOrder = new();
    private int _spanCount;

    public override void OnStart(Activity data)
    {
        if (IsOurs(data))
        {
            lock (_gate)
            {
                if (!_held.TryGetValue(data.TraceId, out HeldTrace? trace))
                {
                    trace = new HeldTrace(_oldestFirst.AddLast(data.TraceId));
                    _held.Add(data.TraceId, trace);
                }

                trace.RunningCount++;
                _spanCount++;
                MakeRoom(data.TraceId);
            }
        }
    }

    public override void OnEnd(Activity data)
    {
        if (!IsOurs(data))
        {
            return;
        }

        List<Activity>? failed;
        lock (_gate)
        {
            failed = End(data);
        }

        foreach (Activity span in failed ?? [])
        {
            span.ActivityTraceFlags |= ActivityTraceFlags.Recorded;
            export.OnEnd(span);
        }
    }

    private static bool IsOurs(Activity span) => span is { Recorded: false, IsAllDataRequested: true };

    /// <returns>The spans to export now, or null.</returns>
    private List<Activity>? End(Activity span)
    {
        if (!_held.TryGetValue(span.TraceId, out HeldTrace? trace))
        {
            // Its trace had to give way. What is left of it is this span.
            return span.Status is ActivityStatusCode.Error || _kept.Contains(span.TraceId) ? [span] : null;
        }

        trace.HasFailed |= span.Status is ActivityStatusCode.Error;
        if (_spanCount <= maxSpans)
        {
            trace.Spans.Add(span);
        }
        else
        {
            // One trace alone fills the room.
            _spanCount--;
            counters.CountDropped(ExportSignal.Traces, ExportCounters.QueueFull, trace.HasFailed ? 1 : 0);
        }

        if (--trace.RunningCount > 0)
        {
            return null;
        }

        Remove(trace);
        bool isKept = trace.HasFailed || _kept.Contains(span.TraceId);
        Remember(span.TraceId, isKept);
        return isKept ? trace.Spans : null;
    }

    private void MakeRoom(ActivityTraceId newest)
    {
        while (_spanCount > maxSpans && _oldestFirst.First is { } oldest && oldest.Value != newest)
        {
            HeldTrace dropped = _held[oldest.Value];
            counters.CountDropped(ExportSignal.Traces, ExportCounters.QueueFull, dropped.HasFailed ? dropped.Spans.Count : 0);
            Remove(dropped);
        }
    }

    private void Remove(HeldTrace trace)
    {
        _held.Remove(trace.Place.Value);
        _oldestFirst.Remove(trace.Place);
        _spanCount -= trace.Spans.Count + trace.RunningCount;
    }

    private void Remember(ActivityTraceId id, bool isKept)
    {
        if (isKept && _kept.Add(id))
        {
            _keptOrder.Enqueue(id);
            if (_keptOrder.Count > MaxDecided)
            {
                _kept.Remove(_keptOrder.Dequeue());
            }
        }
    }

    private sealed class HeldTrace(LinkedListNode<ActivityTraceId> place)
    {
        public LinkedListNode<ActivityTraceId> Place { get; } = place;

        public List<Activity> Spans { get; } = [];

        public int RunningCount { get; set; }

        public bool HasFailed { get; set; }
    }
}
