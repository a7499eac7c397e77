// Spec: Prometheus, automatically generated labels and time series (docs/concepts/jobs_instances.md).
using Tta.Model;

namespace Tta.Agent.Scraping;

/// <summary>Writes up and the scrape_* series of one target. Not thread-safe.</summary>
internal sealed class ReportSeries
{
    private static readonly string[] s_names =
        ["up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added"];

    private readonly ByteArena _labels = new();
    private readonly ByteSlice[] _series;

    public ReportSeries(Labels target) =>
        _series = Array.ConvertAll(s_names, name => EncodedLabels.Write(_labels, target.ToBuilder().Set(LabelNames.MetricName, name).Build()));

    public void Add(MetricBatch batch, long timeMs, in PageResult page, double durationSeconds)
    {
        AddSample(batch, 0, timeMs, page.Error is null ? 1 : 0);
        AddSample(batch, 1, timeMs, durationSeconds);
        AddSample(batch, 2, timeMs, page.ScrapedCount);
        AddSample(batch, 3, timeMs, page.StoredCount);
        AddSample(batch, 4, timeMs, page.AddedCount);
    }

    public void AddStaleMarkers(MetricBatch batch, long timeMs)
    {
        for (int i = 0; i < _series.Length; i++)
        {
            AddSample(batch, i, timeMs, StaleMarker.Value);
        }
    }

    private void AddSample(MetricBatch batch, int index, long timeMs, double value) =>
        batch.AddSample(batch.Series.Add(new MetricBatch.SeriesRow(batch.Arena.Add(_labels.Get(_series[index])))), timeMs, value);
}
