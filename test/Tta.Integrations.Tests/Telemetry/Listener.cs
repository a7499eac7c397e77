using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Tta.Integrations.Tests.Telemetry;

/// <summary>Collects the spans and measurements of all sources whose name starts with <c>Tta.</c> or equals <c>test</c>, until disposed.</summary>
internal sealed class Listener : IDisposable
{
    private readonly ActivityListener _spans;
    private readonly MeterListener _meters = new();

    public Listener(bool spans = true, bool metrics = true, ActivitySamplingResult sampling = ActivitySamplingResult.AllDataAndRecorded)
    {
        _spans = new ActivityListener
        {
            ShouldListenTo = source => spans && (source.Name.StartsWith("Tta.", StringComparison.Ordinal) || source.Name == "test"),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) =>
            {
                SampledTags.Add([.. options.Tags ?? []]);
                return sampling;
            },
            ActivityStopped = Spans.Add,
        };
        ActivitySource.AddActivityListener(_spans);
        if (metrics)
        {
            _meters.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Tta.Integrations")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Points.Add(new Point(instrument.Name, value, Text(tags))));
            _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Points.Add(new Point(instrument.Name, value, Text(tags))));
            _meters.Start();
        }
    }

    public ConcurrentBag<Activity> Spans { get; } = [];

    public ConcurrentBag<KeyValuePair<string, object?>[]> SampledTags { get; } = [];

    public ConcurrentBag<Point> Points { get; } = [];

    public Activity TheSpan => Assert.Single(Spans);

    /// <summary>Sum of an instrument over the points whose tags contain a text.</summary>
    public double Sum(string instrument, string tags = "") => Points.Where(p => p.Instrument == instrument && p.Tags.Contains(tags, StringComparison.Ordinal)).Sum(p => p.Value);

    public int Count(string instrument, string tags = "") => Points.Count(p => p.Instrument == instrument && p.Tags.Contains(tags, StringComparison.Ordinal));

    public void Dispose()
    {
        _spans.Dispose();
        _meters.Dispose();
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        => string.Join(',', tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"));

    internal sealed record Point(string Instrument, double Value, string Tags);
}
