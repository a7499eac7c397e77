namespace Tta.Model;

/// <summary>Takes reports of model calls; a report of a call that is known is merged into it. Thread-safe.</summary>
public interface ILlmAppender
{
    /// <summary>Appends reports.</summary>
    /// <exception cref="StoreUnavailableException">Disk full or failing; nothing was kept.</exception>
    ValueTask<AppendResult> AppendAsync(IReadOnlyList<LlmObservation> observations, CancellationToken cancellationToken);
}
