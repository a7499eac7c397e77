// Spec: Prometheus scrape loop: label conflicts, limits, staleness (scrape/scrape.go behaviour, docs/configuration).
using System.Text;
using Tta.Agent.Relabeling;
using Tta.Model;
using Tta.Wire.Exposition;

namespace Tta.Agent.Scraping;

/// <summary>
/// Turns the pages of one target into samples, with staleness markers for what vanished. An unchanged page allocates nothing.
/// Not thread-safe.
/// </summary>
internal sealed class ScrapePage(ScrapeConfig config, Labels targetLabels)
{
    private readonly ScrapeCache _cache = new();
    private readonly ExpositionMetadata _metadata = new();
    private int _generation;

    /// <summary>Series remembered, past ones included.</summary>
    public int KnownSeriesCount => _cache.Count;

    /// <summary>Adds a page to the batch. On error the batch holds only the markers that end the series of the last page.</summary>
    public PageResult Add(ReadOnlySpan<byte> page, ExpositionFormat format, long timeMs, MetricBatch batch)
    {
        _generation++;
        _metadata.Clear();
        bool isPushed = false;
        string? error = null;
        (int scraped, int stored, int added) = (0, 0, 0);
        var reader = new ExpositionReader(page, format);
        while (error is null && reader.Read())
        {
            if (reader.Entry != ExpositionEntry.Series)
            {
                _metadata.Add(reader);
                continue;
            }

            if (reader.IsStartTime)
            {
                continue;
            }

            scraped++;
            int index = _cache.Find(reader);
            bool isNew = index < 0;
            if (isNew && !TryAddSeries(reader, out index, out error))
            {
                break;
            }

            ref ScrapeCache.Entry entry = ref _cache[index];
            entry.Generation = _generation;
            isPushed |= entry.PushInstance is { } instance && config.SkipIfPushed?.Invoke(instance) == true;
            if (!entry.IsDropped)
            {
                stored++;
                added += isNew ? 1 : 0;
                AddSample(reader, ref entry, index, timeMs, batch);
                error = config.Limits.SampleCount > 0 && stored > config.Limits.SampleCount ? "sample limit exceeded" : null;
            }
        }

        error ??= reader.Error.IsError ? reader.Error.ToString() : null;
        return Finish(new PageResult(error, scraped, stored, added), isPushed, timeMs, batch);
    }

    /// <summary>Ends every series of the last page: the target failed or is gone.</summary>
    public void AddStaleMarkers(long timeMs, MetricBatch batch)
    {
        _generation++;
        EndVanished(timeMs, batch);
    }

    private PageResult Finish(PageResult result, bool isPushed, long timeMs, MetricBatch batch)
    {
        bool isDiscarded = result.Error is not null || isPushed;
        if (isDiscarded)
        {
            batch.Clear();
            Unstore();
        }
        else if (result.AddedCount > 0)
        {
            _metadata.WriteTo(batch);
        }

        EndVanished(timeMs, batch);
        if (result.Error is null)
        {
            _cache.Compact(_generation);
        }

        return isPushed && result.Error is null ? result with { StoredCount = 0, AddedCount = 0 } : result;
    }

    // Samples of this page were taken back: their series end unless they were not stored before.
    private void Unstore()
    {
        for (int i = 0; i < _cache.Count; i++)
        {
            ref ScrapeCache.Entry entry = ref _cache[i];
            if (entry.StoredGeneration == _generation)
            {
                entry.StoredGeneration = entry.WasStored ? _generation - 1 : 0;
            }
        }
    }

    private void EndVanished(long timeMs, MetricBatch batch)
    {
        for (int i = 0; i < _cache.Count; i++)
        {
            ref ScrapeCache.Entry entry = ref _cache[i];
            if (entry.StoredGeneration != 0 && entry.StoredGeneration < _generation)
            {
                int series = batch.Series.Add(new MetricBatch.SeriesRow(batch.Arena.Add(_cache.LabelsOf(i))));
                batch.AddSample(series, timeMs, StaleMarker.Value);
                entry.StoredGeneration = 0;
            }
        }
    }

    private bool TryAddSeries(in ExpositionReader reader, out int index, out string? error)
    {
        index = -1;
        Labels scraped = reader.ReadLabels(out string? duplicate);
        if (duplicate is not null)
        {
            error = $"label name \"{duplicate}\" is not unique: invalid sample {Encoding.UTF8.GetString(reader.Series)}";
            return false;
        }

        Labels? labels = RelabelRule.Apply(config.MetricRelabelRules, TargetLabels.Merge(scraped, targetLabels, config.HonorLabels));
        error = labels is null ? null
            : labels.MetricName.Length == 0 ? $"a relabel rule removed the metric name of {Encoding.UTF8.GetString(reader.Series)}"
            : CheckLimits(labels);
        if (error is null)
        {
            index = _cache.Add(reader, labels, ScrapeCache.PushInstance(scraped));
        }

        return error is null;
    }

    private string? CheckLimits(Labels labels)
    {
        ScrapeLimits limits = config.Limits;
        if (limits.LabelCount > 0 && labels.Count > limits.LabelCount)
        {
            return $"label_limit exceeded (metric: {labels.MetricName}, number of labels: {labels.Count}, limit: {limits.LabelCount})";
        }

        foreach (Label label in labels.Span)
        {
            int nameBytes = Encoding.UTF8.GetByteCount(label.Name);
            int valueBytes = Encoding.UTF8.GetByteCount(label.Value);
            if (limits.LabelNameBytes > 0 && nameBytes > limits.LabelNameBytes)
            {
                return $"label_name_length_limit exceeded (metric: {labels.MetricName}, label name: {label.Name}, length: {nameBytes}, limit: {limits.LabelNameBytes})";
            }

            if (limits.LabelValueBytes > 0 && valueBytes > limits.LabelValueBytes)
            {
                return $"label_value_length_limit exceeded (metric: {labels.MetricName}, label name: {label.Name}, length: {valueBytes}, limit: {limits.LabelValueBytes})";
            }
        }

        return null;
    }

    private void AddSample(in ExpositionReader reader, ref ScrapeCache.Entry entry, int index, long timeMs, MetricBatch batch)
    {
        bool hasOwnTime = config.HonorTimestamps && reader.HasTimestamp;
        int series = batch.Series.Add(new MetricBatch.SeriesRow(batch.Arena.Add(_cache.LabelsOf(index))));
        batch.AddSample(series, hasOwnTime ? reader.TimestampMs : timeMs, reader.Value);
        entry.WasStored = entry.StoredGeneration == _generation ? entry.WasStored : entry.StoredGeneration != 0;
        entry.StoredGeneration = hasOwnTime ? 0 : _generation;
        if (reader.HasExemplar)
        {
            long exemplarMs = reader.HasExemplarTimestamp ? reader.ExemplarTimestampMs : timeMs;
            batch.Exemplars.Add(new MetricBatch.ExemplarRow(series, exemplarMs, reader.ExemplarValue, reader.AddExemplarLabels(batch.Arena)));
        }
    }
}
