namespace Tta.Model;

/// <summary>Takes spans. Thread-safe. A span that is stored already (same trace and span id) counts as accepted and is kept once.</summary>
public interface ITraceAppender
{
    /// <summary>
    /// Appends a batch and says in its <see cref="SpanBatch.NewSpans"/> what was new. The batch belongs to the caller again when the task completes.
    /// </summary>
    /// <exception cref="StoreUnavailableException">Disk full or failing; nothing was kept.</exception>
    ValueTask<AppendResult> AppendAsync(SpanBatch batch, CancellationToken cancellationToken);
}
