// Spec: opentelemetry-proto 1.11, metrics/v1/metrics.proto; OTLP to Prometheus as Prometheus' OTLP receiver does it
// (storage/remote/otlptranslator). Differences: a start timestamp only says where a new
// cumulative series was zero; exponential histograms are refused.
using System.Text;
using Tta.Model;
using Tta.Wire.Bytes;
using Tta.Wire.Prometheus;
using Tta.Wire.Protobuf;

namespace Tta.Wire.Otlp;

/// <summary>Turns ExportMetricsServiceRequests into series. Reused; not thread-safe.</summary>
internal sealed class MetricRequestReader
{
    private const int PromotedLayer = 0;
    private const int AttributeLayer = 1;
    private const int TargetLayer = 2;
    private const int NameLayer = 3;

    private static readonly MetricBatch s_noBatch = new();

    private readonly LabelCollector _labels = new();
    private readonly TargetInfoWriter _targetInfo = new();
    private readonly ExemplarReader _exemplars = new();
    private readonly MetricNameCache _names = new();
    private readonly DataPoint _point = new();
    private readonly ByteArena _text = new();
    private Rejections _rejections;
    private Limits _limits = new();
    private OtlpMetricsOptions _options = OtlpMetricsOptions.Default;
    private LabelNamer _namer;
    private MetricBatch _batch = s_noBatch;
    private int _accepted;
    private bool _startsAtZero;

    public DecodeResult Run(ReadOnlySpan<byte> request, Limits limits, OtlpMetricsOptions options, MetricBatch into, Rejections rejections)
    {
        (_limits, _options, _namer, _batch, _rejections, _accepted) = (limits, options, options.Labels, into, rejections, 0);
        int arena = into.Arena.Length;
        int series = into.Series.Count;
        int samples = into.Samples.Count;
        int exemplars = into.Exemplars.Count;
        int metadata = into.Metadata.Count;
        WireError error = ReadItems(new OtlpEnvelope(request, limits));
        _batch = s_noBatch;
        if (!error.IsError)
        {
            return DecodeResult.Of(_accepted, _rejections);
        }

        into.Arena.TruncateTo(arena);
        into.Series.TruncateTo(series);
        into.Samples.TruncateTo(samples);
        into.Exemplars.TruncateTo(exemplars);
        into.Metadata.TruncateTo(metadata);
        return DecodeResult.Failed(error);
    }

    private WireError ReadItems(OtlpEnvelope envelope)
    {
        int resourceNumber = 0;
        LabelCollector.Mark ofResource = default;
        while (envelope.Read())
        {
            ReadOnlySpan<byte> item = envelope.Get(envelope.Item);
            if (envelope.GroupReason != RejectReason.None)
            {
                RejectMetric(envelope.GroupReason, envelope.Item.Offset, item, envelope.GroupName + " of the metric");
                continue;
            }

            if (resourceNumber != envelope.ResourceNumber)
            {
                _targetInfo.Finish(_batch, _options.TargetInfoInterval);
                resourceNumber = envelope.ResourceNumber;
                ReadResource(envelope.Get(envelope.Resource));
                ofResource = _labels.Save();
            }

            _labels.Restore(ofResource);
            ReadMetric(item, envelope.Item.Offset, ofResource);
        }

        _targetInfo.Finish(_batch, _options.TargetInfoInterval);
        return envelope.Error;
    }

    private void ReadResource(ReadOnlySpan<byte> resource)
    {
        _labels.Clear();
        _targetInfo.Start(resource, _options, _namer);
        var attributes = new KeyValueReader(resource, attributesField: 1);
        while (attributes.Read())
        {
            if (_options.IsPromoted(attributes.Key))
            {
                AddAttribute(attributes.Key, attributes.Value, PromotedLayer);
            }
        }

        _labels.Add("job"u8, _targetInfo.Job, TargetLayer);
        _labels.Add("instance"u8, _targetInfo.Instance, TargetLayer);
    }

    private void ReadMetric(ReadOnlySpan<byte> message, int offset, LabelCollector.Mark ofResource)
    {
        var metric = new MetricFields(message);
        if (!metric.Run())
        {
            _rejections.Add(RejectReason.Malformed, offset, "the metric is malformed protobuf", Math.Max(1, metric.PointCount));
            return;
        }

        MetricNameKind kind = metric.DataField == MetricFields.GaugeField ? MetricNameKind.Gauge
            : metric.DataField == MetricFields.SumField && metric.IsMonotonic ? MetricNameKind.MonotonicCounter
            : MetricNameKind.Other;
        _startsAtZero = kind == MetricNameKind.MonotonicCounter || metric.DataField == MetricFields.HistogramField;
        _names.Get(metric.Name, metric.Unit, kind, _options.Strategy, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> unit);
        RejectReason reason = Check(metric, name);
        if (reason != RejectReason.None)
        {
            _rejections.Add(reason, offset, _rejections.Count == 0 ? Explain(metric, reason) : "", metric.PointCount);
            return;
        }

        int before = _accepted;
        var points = new ProtoReader(message.Slice(metric.Data.Offset, metric.Data.Length));
        while (points.TryReadTag(out int field, out ProtoWireType type))
        {
            if (field == 1 && type == ProtoWireType.LengthDelimited && points.TryReadBytes(out ReadOnlySpan<byte> point))
            {
                _labels.Restore(ofResource);
                ReadPoint(point, offset + metric.Data.Offset + points.Position - point.Length, metric.DataField, name);
            }
            else
            {
                points.TrySkip(type);
            }
        }

        if (_accepted > before)
        {
            AddMetadata(metric, name, unit);
        }
    }

    private static RejectReason Check(in MetricFields metric, ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty)
        {
            return RejectReason.InvalidLabels;
        }

        bool hasTemporality = metric.DataField is MetricFields.SumField or MetricFields.HistogramField;
        return metric.DataField == MetricFields.ExponentialHistogramField || (hasTemporality && metric.Temporality != MetricFields.Cumulative)
            ? RejectReason.Unsupported
            : RejectReason.None;
    }

    private static string Explain(in MetricFields metric, RejectReason reason)
    {
        string name = Encoding.UTF8.GetString(metric.Name);
        if (reason == RejectReason.InvalidLabels)
        {
            return $"the metric name \"{name}\" has no letter or digit";
        }

        return metric.DataField == MetricFields.ExponentialHistogramField
            ? $"metric \"{name}\": exponential histograms cannot be stored; use explicit buckets "
                + "(OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION=explicit_bucket_histogram)"
            : $"metric \"{name}\": only cumulative temporality can be stored; set OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE=cumulative";
    }

    private void ReadPoint(ReadOnlySpan<byte> message, int offset, int dataField, ReadOnlySpan<byte> name)
    {
        DataPointKind kind = dataField switch
        {
            MetricFields.HistogramField => DataPointKind.Histogram,
            MetricFields.SummaryField => DataPointKind.Summary,
            _ => DataPointKind.Number,
        };
        RejectReason reason = _point.Read(message, kind, _limits);
        if (reason == RejectReason.None && !TryAddAttributes(message))
        {
            reason = RejectReason.InvalidLabels;
        }

        if (reason != RejectReason.None)
        {
            string text = _rejections.Count > 0 ? "" : reason == RejectReason.InvalidLabels
                ? "an attribute name of the data point has no letter or digit"
                : AttributeCheck.Explain("the data point", reason, _limits);
            _rejections.Add(reason, offset, text);
            return;
        }

        switch (kind)
        {
            case DataPointKind.Number:
                AddExemplars(message, AddSample(name, default, _point.Value));
                break;
            case DataPointKind.Histogram:
                AddHistogram(message, name);
                break;
            default:
                AddSummary(name);
                break;
        }

        _targetInfo.Seen(_point.TimeMs);
        _accepted++;
    }

    private bool TryAddAttributes(ReadOnlySpan<byte> point)
    {
        foreach (ByteSlice slice in _point.Attributes.Rows)
        {
            ProtoPair.TryRead(point.Slice(slice.Offset, slice.Length), out ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value);
            if (!AddAttribute(key, value, AttributeLayer))
            {
                return false;
            }
        }

        return true;
    }

    private bool AddAttribute(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int layer)
    {
        ByteArena bytes = _labels.Bytes;
        bool isName = _namer.TryAdd(bytes, key, out ByteSlice name);
        _labels.Add(name, AnyValueText.Add(bytes, value), bytes.Add(key), layer);
        return isName;
    }

    private void AddHistogram(ReadOnlySpan<byte> message, ReadOnlySpan<byte> name)
    {
        if (_point.HasValue)
        {
            AddSample(name, "_sum"u8, _point.Value);
        }

        AddSample(name, "_count"u8, _point.Count);
        int first = _batch.Series.Count;
        ulong cumulative = 0;
        for (int i = 0; i < _point.Bounds.Count; i++)
        {
            cumulative += _point.BucketCounts[i];
            if (double.IsPositiveInfinity(_point.Bounds[i]))
            {
                break;
            }

            AddWithBound(name, "_bucket"u8, "le"u8, _point.Bounds[i], cumulative);
        }

        AddWithBound(name, "_bucket"u8, "le"u8, double.PositiveInfinity, _point.Count);
        int last = _batch.Series.Count - 1;
        foreach (ByteSlice slice in _point.Exemplars.Rows)
        {
            if (TryReadExemplar(message, slice, out MetricBatch.ExemplarRow exemplar))
            {
                int series = first;
                while (series < last && !(exemplar.Value <= _point.Bounds[series - first]))
                {
                    series++;
                }

                _batch.Exemplars.Add(exemplar with { SeriesIndex = series });
            }
        }
    }

    private void AddSummary(ReadOnlySpan<byte> name)
    {
        AddSample(name, "_sum"u8, _point.Value);
        AddSample(name, "_count"u8, _point.Count);
        foreach (DataPoint.QuantileRow row in _point.Quantiles.Rows)
        {
            AddWithBound(name, default, "quantile"u8, row.Quantile, row.Value);
        }
    }

    private void AddWithBound(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, ReadOnlySpan<byte> label, double bound, double value)
    {
        LabelCollector.Mark mark = _labels.Save();
        ByteSlice key = _labels.Bytes.Add(label);
        _labels.Add(key, FloatText.AddPlain(_labels.Bytes, bound), default, NameLayer);
        AddSample(name, suffix, value);
        _labels.Restore(mark);
    }

    private int AddSample(ReadOnlySpan<byte> name, ReadOnlySpan<byte> suffix, double value)
    {
        LabelCollector.Mark mark = _labels.Save();
        _text.Clear();
        _text.Add(name);
        _text.Add(suffix);
        _labels.Add("__name__"u8, _text.Written, NameLayer);
        int series = _batch.Series.Add(new MetricBatch.SeriesRow(_labels.WriteTo(_batch.Arena, join: true), _startsAtZero ? _point.StartMs : 0));
        _batch.AddSample(series, _point.TimeMs, _point.IsStale ? StaleMarker.Value : value);
        _labels.Restore(mark);
        return series;
    }

    private void AddExemplars(ReadOnlySpan<byte> point, int series)
    {
        foreach (ByteSlice slice in _point.Exemplars.Rows)
        {
            if (TryReadExemplar(point, slice, out MetricBatch.ExemplarRow exemplar))
            {
                _batch.Exemplars.Add(exemplar with { SeriesIndex = series });
            }
        }
    }

    // A malformed exemplar is left out; the data point it belongs to is worth keeping.
    private bool TryReadExemplar(ReadOnlySpan<byte> point, ByteSlice slice, out MetricBatch.ExemplarRow exemplar)
    {
        bool ok = _exemplars.TryRead(
            point.Slice(slice.Offset, slice.Length), _limits, _namer, _batch.Arena, out long timeMs, out double value, out ByteSlice labels);
        exemplar = new MetricBatch.ExemplarRow(-1, timeMs, value, labels);
        return ok;
    }

    private void AddMetadata(in MetricFields metric, ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit)
    {
        MetricType type = metric.DataField switch
        {
            MetricFields.SumField when metric.IsMonotonic => MetricType.Counter,
            MetricFields.HistogramField => MetricType.Histogram,
            MetricFields.SummaryField => MetricType.Summary,
            _ => MetricType.Gauge,
        };
        _batch.Metadata.Add(new MetricBatch.MetadataRow(
            _batch.Arena.Add(name), type, Utf8Repair.Add(_batch.Arena, metric.Description), _batch.Arena.Add(unit)));
    }

    private void RejectMetric(RejectReason reason, int offset, ReadOnlySpan<byte> message, string what)
    {
        var metric = new MetricFields(message);
        metric.Run();
        _rejections.Add(reason, offset, AttributeCheck.Explain(what, reason, _limits), Math.Max(1, metric.PointCount));
    }
}
