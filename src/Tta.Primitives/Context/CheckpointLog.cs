namespace Tta.Primitives;

/// <summary>The latest checkpoints of one context and its copies. Thread-safe.</summary>
internal sealed class CheckpointLog
{
    private const int Capacity = 1000;
    private readonly Lock _lock = new();
    private Queue<WorkflowCheckpoint>? _entries;

    public void Add(in WorkflowCheckpoint checkpoint)
    {
        lock (_lock)
        {
            _entries ??= new Queue<WorkflowCheckpoint>();
            if (_entries.Count == Capacity)
            {
                _entries.Dequeue();
            }

            _entries.Enqueue(checkpoint);
        }
    }

    public WorkflowCheckpoint[] Snapshot()
    {
        lock (_lock)
        {
            return _entries?.ToArray() ?? [];
        }
    }
}
