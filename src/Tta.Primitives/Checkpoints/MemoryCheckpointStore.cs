using System.Collections.Concurrent;

namespace Tta.Primitives;

/// <summary>Checkpoints for as long as the process lives: for tests, and for runs that are retried in place.</summary>
public sealed class MemoryCheckpointStore : ICheckpointStore
{
    private readonly ConcurrentDictionary<(string WorkflowId, string Step), byte[]> _results = new();

    /// <inheritdoc/>
    public ValueTask<ReadOnlyMemory<byte>?> LoadAsync(string workflowId, string step, CancellationToken cancellationToken = default) =>
        new(_results.TryGetValue((workflowId, step), out byte[]? result) ? result : (ReadOnlyMemory<byte>?)null);

    /// <inheritdoc/>
    public ValueTask SaveAsync(string workflowId, string step, ReadOnlyMemory<byte> result, CancellationToken cancellationToken = default)
    {
        _results[(workflowId, step)] = result.ToArray();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask RemoveAsync(string workflowId, CancellationToken cancellationToken = default)
    {
        foreach ((string WorkflowId, string Step) key in _results.Keys.Where(key => key.WorkflowId == workflowId))
        {
            _results.TryRemove(key, out _);
        }

        return default;
    }
}
