using Tta.Model;

namespace Tta.Query.Tests.PromQl;

/// <summary>A metric source that keeps all samples in sorted lists and filters them at each read.</summary>
internal sealed class InMemoryMetrics : IMetricSource
{
    private readonly Dictionary<Labels, SortedList<long, double>> _series = [];

    public int SelectCount { get; private set; }

    public List<string> Warnings { get; } = [];

    public Func<CancellationToken, Task>? BeforeSelect { get; set; }

    public void Add(Labels labels, long timeMs, double value)
    {
        if (!_series.TryGetValue(labels, out SortedList<long, double>? samples))
        {
            _series.Add(labels, samples = []);
        }

        samples[timeMs] = value;
    }

    public void Clear() => _series.Clear();

    public async ValueTask<SeriesSet> SelectAsync(MetricSelection selection, CancellationToken cancellationToken)
    {
        SelectCount++;
        if (BeforeSelect is not null)
        {
            await BeforeSelect(cancellationToken);
        }

        var found = new List<SeriesSamples>();
        long total = 0;
        foreach ((Labels labels, SortedList<long, double> samples) in _series)
        {
            if (!selection.Matchers.All(m => m.Matches(labels)))
            {
                continue;
            }

            var inRange = samples.Where(s => s.Key >= selection.StartMs && s.Key <= selection.EndInclusiveMs).ToList();
            total += inRange.Count;
            if (selection.MaxSamples > 0 && total > selection.MaxSamples)
            {
                throw new LimitExceededException($"more than {selection.MaxSamples} samples");
            }

            if (inRange.Count > 0)
            {
                found.Add(new SeriesSamples(
                    labels, inRange.Select(s => s.Key).ToArray(), inRange.Select(s => s.Value).ToArray(), inRange.Count));
            }
        }

        found.Sort((a, b) => a.Labels.CompareTo(b.Labels));
        return new SeriesSet(found, Warnings);
    }

    public ValueTask<Answer<IReadOnlyList<Labels>>> SeriesAsync(SeriesFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Answer<IReadOnlyList<string>>> LabelNamesAsync(SeriesFilter filter, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public ValueTask<Answer<IReadOnlyList<string>>> LabelValuesAsync(
        string name, SeriesFilter filter, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<MetricMetadata>> MetadataAsync(string? metricName, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
