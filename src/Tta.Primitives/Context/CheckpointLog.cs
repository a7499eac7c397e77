namespace Tta.Primitives;

/// <summary>The latest checkpoints of one context and its copies. Thread-safe.</summary>
internal sealed class CheckpointLog
{
    private const int Capacity = 1000;

    // Most contexts have none. Once there, the queue is its own lock.
    private Queue<WorkflowCheckpoint>? _entries;

    public void Add(in WorkflowCheckpoint checkpoint)
    {
        Queue<WorkflowCheckpoint> entries = LazyInitializer.EnsureInitialized(ref _entries);
        lock (entries)
        {
            if (entries.Count == Capacity)
            {
                entries.Dequeue();
            }

            entries.Enqueue(checkpoint);
        }
    }

    public WorkflowCheckpoint[] Snapshot()
    {
        if (Volatile.Read(ref _entries) is not { } entries)
        {
            return [];
        }

        lock (entries)
        {
            return entries.ToArray();
        }
    }
}
