// Spec: Tempo 3 metrics generator, span-metrics processor; OpenTelemetry Collector contrib, spanmetrics connector. Differences: buckets reach
// further, because calls of models take up to a minute; the workspace of the resource is a label, so that clones are told apart.
using Tta.Model;

namespace Tta.Agent.SpanMetrics;

/// <summary>Calls, durations and sizes by service, span name, kind and status. Not thread-safe.</summary>
internal sealed class CallMetrics
{
    private const double NsPerSecond = 1e9;
    private const double MsPerSecond = 1e3;

    private readonly ByteArena _key = new();
    private readonly SeriesTable _table;
    private readonly bool _isTempo;
    private readonly int _maxValueBytes;
    private readonly double[] _bounds;
    private readonly double _perSecond;
    private readonly int _calls;
    private readonly int _durations;
    private readonly int _size = -1;

    public CallMetrics(SpanMetricsStyle style, Limits limits)
    {
        _isTempo = style == SpanMetricsStyle.Tempo;
        _maxValueBytes = limits.MaxLabelValueBytes;
        _perSecond = _isTempo ? 1 : MsPerSecond;
        _bounds = new double[16];
        for (int i = 0; i < _bounds.Length; i++)
        {
            _bounds[i] = (2 << i) / 1e3 * _perSecond; // 2 ms to 65.5 s.
        }

        var layout = new SeriesLayout();
        _calls = layout.Counter(_isTempo ? "traces_spanmetrics_calls_total" : "traces_span_metrics_calls_total", "Spans that ended.");
        _durations = _isTempo
            ? layout.Histogram("traces_spanmetrics_latency", "Duration of spans, seconds.", _bounds)
            : layout.Histogram("traces_span_metrics_duration_milliseconds", "Duration of spans, milliseconds.", _bounds);
        if (_isTempo)
        {
            _size = layout.Counter("traces_spanmetrics_size_total", "Size of spans as sent, bytes.");
        }

        _table = new SeriesTable(layout, limits.MaxSpanMetricSets);
    }

    public SeriesTable Table => _table;

    /// <summary>Counts a span.</summary>
    /// <param name="batch">Where it is from.</param>
    /// <param name="span">Its row.</param>
    /// <param name="service">Name of its service.</param>
    /// <param name="workspace">Clone of the repository that it is from, empty when its resource names none.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    public void Add(SpanBatch batch, in SpanBatch.SpanRow span, ReadOnlySpan<byte> service, ReadOnlySpan<byte> workspace, long nowMs)
    {
        _key.Clear();
        SpanText.WriteLabel(_key, _isTempo ? "service"u8 : "service_name"u8, service, _maxValueBytes);
        SpanText.WriteLabel(_key, "span_kind"u8, SpanText.Of(span.Kind), _maxValueBytes);
        SpanText.WriteLabel(_key, "span_name"u8, batch.Arena.Get(span.Name), _maxValueBytes);
        SpanText.WriteLabel(_key, "status_code"u8, SpanText.Of(span.Status), _maxValueBytes);
        SpanText.WriteLabel(_key, "workspace"u8, workspace, _maxValueBytes);
        int key = _table.GetOrAdd(_key.Written, nowMs);
        _table.Add(key, _calls, 1);
        double seconds = Math.Max(0, span.EndNs - span.StartNs) / NsPerSecond;
        _table.Observe(key, _durations, _bounds, seconds * _perSecond, span.TraceId, nowMs);
        if (_size >= 0)
        {
            _table.Add(key, _size, span.Message.Length);
        }
    }
}
