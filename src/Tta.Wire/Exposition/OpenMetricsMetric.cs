// Spec: OpenMetrics 1.0.0, sections "Histogram", "GaugeHistogram" and "Timestamps".
using System.Text;
using Tta.Model;

namespace Tta.Wire.Exposition;

/// <summary>The samples of one label set of a family.</summary>
internal sealed class OpenMetricsMetric(Labels key, string family, MetricType type)
{
    private bool? _hasTime;
    private double _lastMs = double.NegativeInfinity;
    private double _lastBound = double.NegativeInfinity;
    private double _lastCount;
    private double? _count;
    private double? _sum;
    private bool _hasBuckets;
    private bool _hasNegativeBound;

    public Labels Key { get; } = key;

    public string? Add(string suffix, Labels labels, in ExpositionReader reader)
    {
        if (_hasTime is { } hasTime && hasTime != reader.HasTimestamp)
        {
            return $"only some samples of {family} have timestamps";
        }

        if (reader.HasTimestamp && reader.TimestampMs < _lastMs)
        {
            return $"the timestamps of {family} go backwards";
        }

        _hasTime = reader.HasTimestamp;
        _lastMs = reader.TimestampMs;
        switch (suffix)
        {
            case "_bucket":
                return AddBucket(labels, reader.Value);
            case "_count" or "_gcount":
                _count = reader.Value;
                break;
            case "_sum" or "_gsum":
                _sum = reader.Value;
                break;
        }

        return null;
    }

    public string? Close()
    {
        if (type is not (MetricType.Histogram or MetricType.GaugeHistogram))
        {
            return null;
        }

        if (!_hasBuckets || !double.IsPositiveInfinity(_lastBound))
        {
            return $"{family} has no +Inf bucket";
        }

        if (_count is { } count && count != _lastCount)
        {
            return $"the count of {family} is not the value of its +Inf bucket";
        }

        if (type == MetricType.Histogram && _hasNegativeBound)
        {
            return _sum is null ? null : $"{family} has a sum, which is no counter with negative buckets";
        }

        if (_sum is < 0 && !_hasNegativeBound)
        {
            return $"{family} has a negative sum without a negative bucket";
        }

        return _count.HasValue == _sum.HasValue ? null : $"{family} needs both count and sum, or neither";
    }

    private string? AddBucket(Labels labels, double count)
    {
        string text = labels[LabelNames.BucketBound];
        if (!GoFloat.TryParse(Encoding.UTF8.GetBytes(text), out double bound) || double.IsNaN(bound) || (double.IsInfinity(bound) && text != "+Inf"))
        {
            return $"{labels.MetricName} needs a number in the label le";
        }

        bool restarts = double.IsPositiveInfinity(_lastBound) && _hasTime == true;
        if (!restarts && _hasBuckets && (bound <= _lastBound || count < _lastCount))
        {
            return $"the buckets of {family} are not in order or not cumulative";
        }

        _hasBuckets = true;
        _hasNegativeBound |= bound < 0;
        (_lastBound, _lastCount) = (bound, count);
        return null;
    }
}
