namespace Tta.Model;

/// <summary>Takes reports about traces of AI work, observations and scores. Thread-safe.</summary>
public interface ILlmAppender
{
    /// <summary>Stores a batch. A bad report is refused alone and taken out of the batch: what is left in it is stored.</summary>
    /// <returns>How many reports and deletions were accepted. Deleting what is not known is accepted.</returns>
    /// <exception cref="StoreUnavailableException">Disk full or failing; nothing was kept.</exception>
    ValueTask<AppendResult> AppendAsync(LlmBatch batch, CancellationToken cancellationToken);
}
