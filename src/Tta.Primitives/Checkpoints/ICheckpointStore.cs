namespace Tta.Primitives;

/// <summary>Keeps results of steps by workflow, so that a workflow that was cut off goes on where it was.</summary>
/// <remarks>Implementations are thread-safe. A saved result survives the end of the process as far as the store promises.</remarks>
public interface ICheckpointStore
{
    /// <summary>Reads a result.</summary>
    /// <param name="workflowId">The run.</param>
    /// <param name="step">Name of the checkpoint in the workflow.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>The bytes that were saved, or null when there are none.</returns>
    ValueTask<ReadOnlyMemory<byte>?> LoadAsync(string workflowId, string step, CancellationToken cancellationToken = default);

    /// <summary>Writes a result, replacing an earlier one; all or nothing.</summary>
    /// <param name="workflowId">The run.</param>
    /// <param name="step">Name of the checkpoint in the workflow.</param>
    /// <param name="result">The bytes.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>When it is saved.</returns>
    ValueTask SaveAsync(string workflowId, string step, ReadOnlyMemory<byte> result, CancellationToken cancellationToken = default);

    /// <summary>Forgets a run, done or given up.</summary>
    /// <param name="workflowId">The run.</param>
    /// <param name="cancellationToken">Ends the call early.</param>
    /// <returns>When nothing is left of it.</returns>
    ValueTask RemoveAsync(string workflowId, CancellationToken cancellationToken = default);
}
