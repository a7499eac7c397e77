namespace Tta.Model;

/// <summary>Takes log entries. Thread-safe. An entry that is stored already (stream, time, line and metadata equal) is kept once.</summary>
public interface ILogAppender
{
    /// <summary>Appends a batch. The batch belongs to the caller again when the task completes.</summary>
    /// <exception cref="StoreUnavailableException">Disk full or failing; nothing was kept.</exception>
    ValueTask<AppendResult> AppendAsync(LogBatch batch, CancellationToken cancellationToken);
}
