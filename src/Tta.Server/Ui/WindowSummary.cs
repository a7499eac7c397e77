using Tta.Model;

namespace Tta.Server.Ui;

/// <summary>Services, primitives and traces of a time window, summed over its traces.</summary>
internal sealed class WindowSummary
{
    private readonly Dictionary<(string Name, string? Workspace), ServiceRow> _services = [];
    private readonly Dictionary<(string Name, string Type), PrimitiveRow> _primitives = [];
    private readonly List<TraceSummary> _traces = [];

    /// <summary>In the order of the search: newest first.</summary>
    public IReadOnlyList<TraceSummary> Traces => _traces;

    public DurationSample TraceDurations { get; } = new();

    /// <summary>Most spans first.</summary>
    public IEnumerable<ServiceRow> Services => _services.Values.OrderByDescending(static row => row.SpanCount);

    /// <summary>Most time first.</summary>
    public IEnumerable<PrimitiveRow> Primitives => _primitives.Values.OrderByDescending(static row => row.Durations.TotalNs);

    public static WindowSummary Of(IReadOnlyList<Trace> traces)
    {
        var window = new WindowSummary();
        foreach (Trace trace in traces)
        {
            TraceSummary summary = TraceSummary.Of(trace);
            window._traces.Add(summary);
            window.TraceDurations.Add(summary.DurationNs);
            foreach (Span span in trace.Spans)
            {
                window.Add(span);
            }
        }

        return window;
    }

    private void Add(Span span)
    {
        bool failed = span.Status == SpanStatusCode.Error;
        string? workspace = KeyValue.TryFind(span.Resource.Attributes, "workspace", out AnyValue value) ? value.ToText() : null;
        (string, string?) serviceKey = (span.Resource.ServiceName, workspace);
        ServiceRow service = _services.GetValueOrDefault(serviceKey) ?? new ServiceRow(span.Resource.ServiceName, workspace, 0, 0);
        _services[serviceKey] = service with { SpanCount = service.SpanCount + 1, ErrorCount = service.ErrorCount + (failed ? 1 : 0) };
        if (!span.TryGetAttribute("primitive.name", out AnyValue name))
        {
            return;
        }

        string type = span.TryGetAttribute("primitive.type", out AnyValue typeValue) ? typeValue.ToText() : "";
        (string, string) primitiveKey = (name.ToText(), type);
        if (!_primitives.TryGetValue(primitiveKey, out PrimitiveRow? primitive))
        {
            primitive = new PrimitiveRow(name.ToText(), type);
            _primitives.Add(primitiveKey, primitive);
        }

        primitive.Durations.Add(span.DurationNs);
        primitive.ErrorCount += failed ? 1 : 0;
    }

    internal sealed record ServiceRow(string Name, string? Workspace, int SpanCount, int ErrorCount);

    internal sealed class PrimitiveRow(string name, string type)
    {
        public string Name { get; } = name;

        public string Type { get; } = type;

        public DurationSample Durations { get; } = new();

        public int ErrorCount { get; set; }
    }
}
