namespace Tta.Model;

/// <summary>Takes samples. Thread-safe; one call appends one batch.</summary>
public interface IMetricAppender
{
    /// <summary>Appends a batch. The batch belongs to the caller again when the task completes.</summary>
    /// <exception cref="StoreUnavailableException">Disk full or failing; nothing was kept.</exception>
    ValueTask<AppendResult> AppendAsync(MetricBatch batch, CancellationToken cancellationToken);
}
