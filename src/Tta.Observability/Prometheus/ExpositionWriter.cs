// Spec: Prometheus text exposition format 0.0.4; OpenMetrics 1.0.0 (openmetrics.io). Differences: _created samples are not
// written; exponential histograms become classic histograms with a bucket at the upper bound of each of theirs.
using OpenTelemetry.Metrics;

namespace Tta.Observability;

/// <summary>Writes families and their samples. Used by one scrape at a time.</summary>
internal sealed class ExpositionWriter(SeriesLabels labels)
{
    private ExpositionBuffer _buffer = null!;
    private bool _openMetrics;

    public void Begin(ExpositionBuffer buffer, ExpositionFormat format)
    {
        _buffer = buffer;
        _openMetrics = format is ExpositionFormat.OpenMetrics;
    }

    public void End()
    {
        if (_openMetrics)
        {
            _buffer.Write("# EOF\n"u8);
        }
    }

    public void WriteHeader(MetricFamily family, string? help)
    {
        byte[] name = _openMetrics ? family.BaseNameUtf8 : family.NameUtf8;
        WriteHeader(name, family.Type switch { FamilyType.Counter => "counter"u8, FamilyType.Histogram => "histogram"u8, _ => "gauge"u8 }, help);
        if (_openMetrics && family.UnitUtf8.Length > 0)
        {
            _buffer.Write("# UNIT "u8);
            _buffer.Write(name);
            _buffer.Write(' ');
            _buffer.Write(family.UnitUtf8);
            _buffer.Write('\n');
        }
    }

    /// <summary>The resource as a metric, joined to others by job and instance.</summary>
    public void WriteTargetInfo(IReadOnlyList<KeyValuePair<string, string>> attributes)
    {
        WriteHeader(_openMetrics ? "target"u8 : "target_info"u8, _openMetrics ? "info"u8 : "gauge"u8, "Resource of the process.");
        _buffer.Write("target_info{"u8);
        for (int i = 0; i < attributes.Count; i++)
        {
            if (i > 0)
            {
                _buffer.Write(',');
            }

            _buffer.Write(attributes[i].Key);
            _buffer.Write("=\""u8);
            _buffer.WriteEscaped(attributes[i].Value);
            _buffer.Write('"');
        }

        _buffer.Write("} 1\n"u8);
    }

    public void WriteSamples(MetricFamily family, Metric metric, string? scope)
    {
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            switch (metric.MetricType)
            {
                case MetricType.Histogram:
                    WriteHistogram(family, in point, scope);
                    break;
                case MetricType.ExponentialHistogram:
                    WriteExponentialHistogram(family, in point, scope);
                    break;
                default:
                    WriteNumber(family, metric.MetricType, in point, scope);
                    break;
            }
        }
    }

    private void WriteHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> type, string? help)
    {
        if (!string.IsNullOrEmpty(help))
        {
            _buffer.Write("# HELP "u8);
            _buffer.Write(name);
            _buffer.Write(' ');
            if (_openMetrics)
            {
                _buffer.WriteEscaped(help);
            }
            else
            {
                _buffer.WriteHelp(help);
            }

            _buffer.Write('\n');
        }

        _buffer.Write("# TYPE "u8);
        _buffer.Write(name);
        _buffer.Write(' ');
        _buffer.Write(type);
        _buffer.Write('\n');
    }

    private void WriteNumber(MetricFamily family, MetricType type, in MetricPoint point, string? scope)
    {
        WriteSeries(family, ""u8, in point, scope);
        switch (type)
        {
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                _buffer.Write(point.GetSumLong());
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                _buffer.Write(point.GetSumDouble());
                break;
            case MetricType.LongGauge:
                _buffer.Write(point.GetGaugeLastValueLong());
                break;
            default:
                _buffer.Write(point.GetGaugeLastValueDouble());
                break;
        }

        if (_openMetrics && family.Type is FamilyType.Counter && point.TryGetExemplars(out ReadOnlyExemplarCollection exemplars))
        {
            WriteNewestExemplar(exemplars, type is MetricType.LongSum);
        }

        _buffer.Write('\n');
    }

    private void WriteHistogram(MetricFamily family, in MetricPoint point, string? scope)
    {
        bool hasExemplars = point.TryGetExemplars(out ReadOnlyExemplarCollection exemplars) && _openMetrics;
        long count = 0;
        double lower = double.NegativeInfinity;
        foreach (HistogramBucket bucket in point.GetHistogramBuckets())
        {
            count += bucket.BucketCount;
            WriteBucketStart(family, in point, scope, bucket.ExplicitBound);
            _buffer.Write(count);
            if (hasExemplars)
            {
                WriteExemplarWithin(exemplars, lower, bucket.ExplicitBound);
            }

            _buffer.Write('\n');
            lower = bucket.ExplicitBound;
        }

        WriteSumAndCount(family, in point, scope);
    }

    private void WriteExponentialHistogram(MetricFamily family, in MetricPoint point, string? scope)
    {
        // Bucket i of scale s holds (base^i, base^(i+1)] with base = 2^(2^-s).
        ExponentialHistogramData data = point.GetExponentialHistogramData();
        double width = Math.Pow(2, -data.Scale);
        long count = data.ZeroCount;
        WriteBucketStart(family, in point, scope, 0);
        _buffer.Write(count);
        _buffer.Write('\n');
        int index = data.PositiveBuckets.Offset;
        foreach (long bucketCount in data.PositiveBuckets)
        {
            index++;
            if (bucketCount == 0)
            {
                continue;
            }

            count += bucketCount;
            WriteBucketStart(family, in point, scope, Math.Pow(2, index * width));
            _buffer.Write(count);
            _buffer.Write('\n');
        }

        WriteBucketStart(family, in point, scope, double.PositiveInfinity);
        _buffer.Write(point.GetHistogramCount());
        _buffer.Write('\n');
        WriteSumAndCount(family, in point, scope);
    }

    private void WriteSumAndCount(MetricFamily family, in MetricPoint point, string? scope)
    {
        WriteSeries(family, "_sum"u8, in point, scope);
        _buffer.Write(point.GetHistogramSum());
        _buffer.Write('\n');
        WriteSeries(family, "_count"u8, in point, scope);
        _buffer.Write(point.GetHistogramCount());
        _buffer.Write('\n');
    }

    private void WriteSeries(MetricFamily family, ReadOnlySpan<byte> suffix, in MetricPoint point, string? scope)
    {
        _buffer.Write(family.NameUtf8);
        _buffer.Write(suffix);
        int start = _buffer.Length;
        _buffer.Write('{');
        if (labels.Write(_buffer, point.Tags, scope))
        {
            _buffer.Write('}');
        }
        else
        {
            _buffer.Truncate(start);
        }

        _buffer.Write(' ');
    }

    private void WriteBucketStart(MetricFamily family, in MetricPoint point, string? scope, double bound)
    {
        _buffer.Write(family.NameUtf8);
        _buffer.Write("_bucket{"u8);
        if (labels.Write(_buffer, point.Tags, scope))
        {
            _buffer.Write(',');
        }

        _buffer.Write("le=\""u8);
        _buffer.Write(bound);
        if (_openMetrics && double.IsInteger(bound) && Math.Abs(bound) < 1e15)
        {
            // OpenMetrics writes whole bounds as 1.0.
            _buffer.Write(".0"u8);
        }

        _buffer.Write("\"} "u8);
    }

    private void WriteExemplarWithin(ReadOnlyExemplarCollection exemplars, double lower, double upper)
    {
        foreach (ref readonly Exemplar exemplar in exemplars)
        {
            if (exemplar.DoubleValue > lower && exemplar.DoubleValue <= upper)
            {
                WriteExemplar(in exemplar, exemplar.DoubleValue);
                return;
            }
        }
    }

    private void WriteNewestExemplar(ReadOnlyExemplarCollection exemplars, bool isLong)
    {
        DateTimeOffset newest = DateTimeOffset.MinValue;
        foreach (ref readonly Exemplar exemplar in exemplars)
        {
            newest = exemplar.Timestamp > newest ? exemplar.Timestamp : newest;
        }

        foreach (ref readonly Exemplar exemplar in exemplars)
        {
            if (exemplar.Timestamp == newest)
            {
                WriteExemplar(in exemplar, isLong ? exemplar.LongValue : exemplar.DoubleValue);
                return;
            }
        }
    }

    private void WriteExemplar(in Exemplar exemplar, double value)
    {
        _buffer.Write(" # {"u8);
        if (exemplar.TraceId != default)
        {
            _buffer.Write("trace_id=\""u8);
            _buffer.Write(exemplar.TraceId.ToHexString());
            _buffer.Write("\",span_id=\""u8);
            _buffer.Write(exemplar.SpanId.ToHexString());
            _buffer.Write('"');
        }

        _buffer.Write("} "u8);
        _buffer.Write(value);
        _buffer.Write(' ');
        _buffer.Write(exemplar.Timestamp.ToUnixTimeMilliseconds() / 1000.0);
    }
}
