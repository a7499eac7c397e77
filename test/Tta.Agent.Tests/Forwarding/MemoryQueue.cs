using System.Text;
using Tta.Model;

namespace Tta.Agent.Tests.Forwarding;

/// <summary>A queue in memory.</summary>
internal sealed class MemoryQueue : IForwardQueue
{
    private readonly List<ForwardItem> _items = [];
    private long _end;

    public IReadOnlyList<ForwardItem> Items => _items;

    public ForwardQueueStatus Status => new() { WaitingCount = _items.Sum(i => i.Count), WaitingBytes = 0, OldestMs = null, DroppedCount = 0, NotTakenCount = 0, UnavailableReason = null, Warnings = [] };

    /// <summary>Puts in an item of events with these ids.</summary>
    public void Add(params string[] ids)
    {
        string lines = string.Concat(ids.Select(id => "{\"id\":\"" + id + "\",\"type\":\"trace-create\"}\n"));
        _items.Add(new ForwardItem(Encoding.UTF8.GetBytes(lines), ids.Length, 0, new ForwardPosition(1, ++_end, 0)));
    }

    public ValueTask<bool> AppendAsync(ReadOnlyMemory<byte> payload, int count, CancellationToken cancellationToken)
    {
        _items.Add(new ForwardItem(payload.ToArray(), count, 0, new ForwardPosition(1, ++_end, 0)));
        return ValueTask.FromResult(true);
    }

    public ForwardItem? Read(ForwardPosition? behind) => _items.Find(item => behind is not { } place || item.End.IsBehind(place));

    public ValueTask RemoveAsync(ForwardPosition end, CancellationToken cancellationToken)
    {
        _items.RemoveAll(item => !item.End.IsBehind(end));
        return ValueTask.CompletedTask;
    }
}
