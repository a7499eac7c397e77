using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Tta.Primitives.Tests.Recording;

/// <summary>Adds up every measurement of the library by instrument and labels.</summary>
internal sealed class MetricRecorder : IDisposable
{
    private readonly ConcurrentDictionary<string, double> _sums = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _counts = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public MetricRecorder()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == TtaPrimitivesTelemetry.MeterName)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Series as <c>name{label=value,...}</c>, labels in the order in which they were given.</summary>
    public IReadOnlyCollection<string> Series => [.. _counts.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Sum of the values of one series; 0 when there is none.</summary>
    public double Sum(string series) => _sums.GetValueOrDefault(series);

    /// <summary>Number of measurements of one series.</summary>
    public long Count(string series) => _counts.GetValueOrDefault(series);

    /// <summary>Sum over every series whose name or labels contain all the parts.</summary>
    public double SumOf(string instrument, params string[] parts) => _sums
        .Where(series => series.Key.StartsWith(instrument + "{", StringComparison.Ordinal)
            && parts.All(part => series.Key.Contains(part, StringComparison.Ordinal)))
        .Sum(series => series.Value);

    /// <summary>Asks the observable instruments; their values replace earlier ones.</summary>
    public void Observe()
    {
        foreach (string gauge in _sums.Keys.Where(series => series.StartsWith("cache.entries", StringComparison.Ordinal)
            || series.StartsWith("cache.size", StringComparison.Ordinal) || series.StartsWith("cache.hit_rate", StringComparison.Ordinal)
            || series.StartsWith("circuit_breaker.state", StringComparison.Ordinal)))
        {
            _sums.TryRemove(gauge, out _);
        }

        _listener.RecordObservableInstruments();
    }

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = new List<string>();
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            labels.Add($"{tag.Key}={tag.Value}");
        }

        string series = $"{instrument.Name}{{{string.Join(",", labels)}}}";
        _sums.AddOrUpdate(series, value, (_, sum) => sum + value);
        _counts.AddOrUpdate(series, 1, (_, count) => count + 1);
    }
}
