namespace Tta.Model;

/// <summary>Where a query engine reads many traces at once. Thread-safe.</summary>
public interface ITraceScanSource
{
    /// <summary>
    /// Traces that the scan wants, each once and with all its stored spans (also those outside the window), sorted by start then span id. Fields
    /// that were not asked for may be missing. Ends early when the consumer stops reading; memory is bounded by one trace per block.
    /// </summary>
    IAsyncEnumerable<Trace> ScanAsync(TraceScan scan, CancellationToken cancellationToken);

    /// <summary>Names of the attributes of one scope on spans that start in the window, sorted; at most <paramref name="limit"/>.</summary>
    ValueTask<Answer<IReadOnlyList<string>>> FieldNamesAsync(
        SpanFieldScope scope, long startNs, long endNs, int limit, CancellationToken cancellationToken);

    /// <summary>Distinct values of a field on spans that start in the window, sorted by type and text; at most <paramref name="limit"/>.</summary>
    ValueTask<Answer<IReadOnlyList<AnyValue>>> FieldValuesAsync(
        SpanField field, long startNs, long endNs, int limit, CancellationToken cancellationToken);
}
