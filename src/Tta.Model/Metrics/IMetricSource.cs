namespace Tta.Model;

/// <summary>
/// Where metrics are read from: the embedded store or a remote server. Thread-safe. Times are Unix milliseconds, both ends
/// inclusive. An answer that had to skip data says so in its warnings.
/// </summary>
public interface IMetricSource
{
    /// <summary>Samples of all series that satisfy the matchers, sorted by labels; series without samples in range are left out.</summary>
    /// <exception cref="LimitExceededException">More samples than <see cref="MetricSelection.MaxSamples"/>.</exception>
    ValueTask<SeriesSet> SelectAsync(MetricSelection selection, CancellationToken cancellationToken);

    /// <summary>Label sets of the series that satisfy any matcher set and have samples in range, sorted.</summary>
    ValueTask<Answer<IReadOnlyList<Labels>>> SeriesAsync(SeriesFilter filter, CancellationToken cancellationToken);

    /// <summary>Names of the labels of those series, sorted.</summary>
    ValueTask<Answer<IReadOnlyList<string>>> LabelNamesAsync(SeriesFilter filter, CancellationToken cancellationToken);

    /// <summary>Values of one label of those series, sorted.</summary>
    ValueTask<Answer<IReadOnlyList<string>>> LabelValuesAsync(string name, SeriesFilter filter, CancellationToken cancellationToken);

    /// <summary>Metadata of one metric family or, for null, of all, sorted by name.</summary>
    ValueTask<IReadOnlyList<MetricMetadata>> MetadataAsync(string? metricName, CancellationToken cancellationToken);
}
