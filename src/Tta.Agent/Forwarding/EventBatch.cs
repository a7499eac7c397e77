using Tta.Model;

namespace Tta.Agent.Forwarding;

/// <summary>Events read from the queue, until the receiver has taken or refused each of them. Not thread-safe.</summary>
internal sealed class EventBatch
{
    private readonly Stack<EventGroup> _groups = new();

    private EventBatch(ForwardPosition end) => End = end;

    /// <summary>The place in the queue behind its last event.</summary>
    public ForwardPosition End { get; }

    /// <summary>The events to send next; null when all are done.</summary>
    public EventGroup? Next => _groups.TryPeek(out EventGroup? group) ? group : null;

    /// <summary>Takes as many items from the head of a queue as fill one request; null when the queue is empty.</summary>
    public static EventBatch? Read(IForwardQueue queue, LangfuseForwarderOptions options)
    {
        ForwardItem? last = null;
        var events = new List<ReadOnlyMemory<byte>>();
        for (long sizeBytes = 0; sizeBytes < options.MaxRequestBytes && events.Count < options.MaxRequestEvents && queue.Read(last?.End) is { } item;)
        {
            AddLines(item.Payload, events);
            sizeBytes += item.Payload.Length;
            last = item;
        }

        if (last is null)
        {
            return null;
        }

        var batch = new EventBatch(last.End);
        List<EventGroup> groups = Groups(events, options);
        for (int i = groups.Count - 1; i >= 0; i--)
        {
            batch._groups.Push(groups[i]);
        }

        return batch;
    }

    /// <summary>The next events are done but for those given, if any, which come later.</summary>
    public void Done(EventGroup? again = null)
    {
        _groups.Pop();
        if (again is { Events.Count: > 0 })
        {
            _groups.Push(again);
        }
    }

    /// <summary>The next events go in two requests instead of one.</summary>
    public void Split()
    {
        EventGroup group = _groups.Pop();
        _groups.Push(group.SecondHalf());
        _groups.Push(group.FirstHalf());
    }

    private static List<EventGroup> Groups(List<ReadOnlyMemory<byte>> events, LangfuseForwarderOptions options)
    {
        var groups = new List<EventGroup>();
        var group = new List<ReadOnlyMemory<byte>>();
        long sizeBytes = 0;
        foreach (ReadOnlyMemory<byte> item in events)
        {
            if (group.Count > 0 && (sizeBytes + item.Length > options.MaxRequestBytes || group.Count == options.MaxRequestEvents))
            {
                groups.Add(new EventGroup(group));
                group = [];
                sizeBytes = 0;
            }

            group.Add(item);
            sizeBytes += item.Length + 1;
        }

        groups.Add(new EventGroup(group));
        return groups;
    }

    private static void AddLines(ReadOnlyMemory<byte> lines, List<ReadOnlyMemory<byte>> events)
    {
        while (!lines.IsEmpty)
        {
            int end = lines.Span.IndexOf((byte)'\n');
            end = end < 0 ? lines.Length : end;
            events.Add(lines[..end]);
            lines = lines[Math.Min(end + 1, lines.Length)..];
        }
    }
}
