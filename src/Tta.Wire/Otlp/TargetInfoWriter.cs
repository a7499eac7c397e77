// Spec: OpenTelemetry, "Prometheus and OpenMetrics compatibility", resource attributes: job and instance identify the target, the rest
// of the resource is the metric target_info.
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Prometheus;

namespace Tta.Wire.Otlp;

/// <summary>Derives job and instance from a resource and writes its target_info. Reused; not thread-safe.</summary>
internal sealed class TargetInfoWriter
{
    private readonly LabelCollector _labels = new();
    private readonly ByteArena _job = new();
    private readonly ByteArena _instance = new();
    private long _firstMs;
    private long _lastMs;
    private bool _isWanted;

    /// <summary>service.namespace/service.name; empty when the resource has no service name.</summary>
    public ReadOnlySpan<byte> Job => _job.Written;

    /// <summary>service.instance.id; empty when absent.</summary>
    public ReadOnlySpan<byte> Instance => _instance.Written;

    public void Start(ReadOnlySpan<byte> resource, OtlpMetricsOptions options, LabelNamer namer)
    {
        _labels.Clear();
        _job.Clear();
        _instance.Clear();
        (_firstMs, _lastMs) = (long.MaxValue, long.MinValue);
        if (KeyValueReader.TryFind(resource, 1, "service.name"u8, out ReadOnlySpan<byte> service))
        {
            if (KeyValueReader.TryFind(resource, 1, "service.namespace"u8, out ReadOnlySpan<byte> serviceNamespace)
                && !AnyValueText.Add(_job, serviceNamespace).IsEmpty)
            {
                _job.Add("/"u8);
            }

            AnyValueText.Add(_job, service);
        }

        if (KeyValueReader.TryFind(resource, 1, "service.instance.id"u8, out ReadOnlySpan<byte> instance))
        {
            AnyValueText.Add(_instance, instance);
        }

        AddLabels(resource, options, namer);
    }

    /// <summary>Notes the time of a data point of this resource.</summary>
    public void Seen(long timeMs)
    {
        _firstMs = Math.Min(_firstMs, timeMs);
        _lastMs = Math.Max(_lastMs, timeMs);
    }

    /// <summary>Writes target_info over the times seen since <see cref="Start"/>, at least at the last one.</summary>
    public void Finish(MetricBatch batch, TimeSpan interval)
    {
        if (!_isWanted || _firstMs > _lastMs)
        {
            return;
        }

        // A request that spans years (a clock at 1970) must not write a sample for every few minutes of them.
        const int MaxSamples = 1000;
        long stepMs = Math.Max(1, Math.Max((long)interval.TotalMilliseconds, (_lastMs - _firstMs) / MaxSamples));
        int series = batch.Series.Add(new MetricBatch.SeriesRow(_labels.WriteTo(batch.Arena, join: true)));
        for (long timeMs = _firstMs; timeMs < _lastMs; timeMs += stepMs)
        {
            batch.AddSample(series, timeMs, 1);
        }

        batch.AddSample(series, _lastMs, 1);
        _isWanted = false;
    }

    private void AddLabels(ReadOnlySpan<byte> resource, OtlpMetricsOptions options, LabelNamer namer)
    {
        int described = 0;
        var attributes = new KeyValueReader(resource, attributesField: 1);
        while (attributes.Read())
        {
            bool isIdentity = attributes.Key.SequenceEqual("service.name"u8) || attributes.Key.SequenceEqual("service.namespace"u8)
                || attributes.Key.SequenceEqual("service.instance.id"u8);
            if (isIdentity && !options.KeepIdentifyingResourceAttributes)
            {
                continue;
            }

            if (namer.TryAdd(_labels.Bytes, attributes.Key, out ByteSlice name))
            {
                _labels.Add(name, AnyValueText.Add(_labels.Bytes, attributes.Value), _labels.Bytes.Add(attributes.Key), layer: 0);
                described += isIdentity ? 0 : 1;
            }
        }

        _labels.Add("job"u8, Job, layer: 1);
        _labels.Add("instance"u8, Instance, layer: 1);
        _labels.Add("__name__"u8, "target_info"u8, layer: 1);
        _isWanted = described > 0 && (_job.Length > 0 || _instance.Length > 0);
    }
}
