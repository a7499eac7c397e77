// Spec: Tempo 3, what /api/search says of a trace (pkg/traceql/engine.go, combine.go).
using Tta.Model;

namespace Tta.Query.TraceQl;

/// <summary>Collects the traces of a search.</summary>
internal sealed class SearchAnswer
{
    // The source hands traces out by the latest start of a span, exact to a minute.
    private const long OrderNs = 60_000_000_000;

    private readonly List<TraceQlTrace> _traces = [];
    private readonly List<(TraceField Field, FieldEvaluator Read)> _shown = [];
    private readonly int _limit;
    private readonly int _spansPerSpanSet;
    private readonly bool _mostRecent;
    private bool _showsName;

    public SearchAnswer(IReadOnlyList<TraceField> fields, int limit, int spansPerSpanSet, bool mostRecent)
    {
        _limit = limit;
        _spansPerSpanSet = spansPerSpanSet;
        _mostRecent = mostRecent;
        for (int i = 0; i < fields.Count; i++)
        {
            _showsName |= fields[i].Intrinsic == Intrinsic.Name;
            if (!IsShownElsewhere(fields[i].Intrinsic))
            {
                _shown.Add((fields[i], FieldReaders.Of(fields[i])));
            }
        }
    }

    /// <summary>The traces, newest first.</summary>
    public List<TraceQlTrace> Traces()
    {
        SortNewestFirst();
        return _traces;
    }

    /// <summary>Takes a trace that matched. False when no further trace is wanted.</summary>
    public bool Add(TraceView trace, List<SpanSet> sets)
    {
        _traces.Add(Describe(trace, sets));
        if (_traces.Count < _limit)
        {
            return true;
        }

        if (!_mostRecent)
        {
            return false;
        }

        SortNewestFirst();
        if (_traces.Count > _limit)
        {
            _traces.RemoveAt(_limit);
        }

        return trace[trace.Count - 1].StartNs + OrderNs >= _traces[^1].StartNs;
    }

    private static bool IsShownElsewhere(Intrinsic intrinsic) => intrinsic is Intrinsic.Name or Intrinsic.Duration or Intrinsic.TraceDuration
        or Intrinsic.TraceRootService or Intrinsic.TraceRootSpan or Intrinsic.TraceId or Intrinsic.SpanId;

    private void SortNewestFirst() => _traces.Sort(static (left, right) =>
    {
        int order = right.StartNs.CompareTo(left.StartNs);
        return order != 0 ? order : string.CompareOrdinal(left.TraceId.ToString(), right.TraceId.ToString());
    });

    private TraceQlTrace Describe(TraceView trace, List<SpanSet> sets)
    {
        var shown = new List<TraceQlSpanSet>(sets.Count);
        for (int i = 0; i < sets.Count; i++)
        {
            int count = Math.Min(sets[i].Spans.Count, _spansPerSpanSet);
            var spans = new List<TraceQlSpan>(count);
            for (int j = 0; j < count; j++)
            {
                spans.Add(Describe(trace, sets[i].Spans[j]));
            }

            shown.Add(new TraceQlSpanSet(sets[i].Spans.Count, spans, [.. sets[i].Attributes]));
        }

        return new TraceQlTrace(
            trace.Trace.TraceId, trace.Root?.Resource.ServiceName, trace.Root?.Name, trace.StartNs, trace.DurationNs, shown, CountServices(trace));
    }

    private TraceQlSpan Describe(TraceView trace, int index)
    {
        Span span = trace[index];
        var attributes = new List<KeyValue>(_shown.Count);
        for (int i = 0; i < _shown.Count; i++)
        {
            Static value = _shown[i].Read(trace, index);
            if (!value.IsNil)
            {
                attributes.Add(new KeyValue(_shown[i].Field.Name, value.ToAnyValue()));
            }
        }

        return new TraceQlSpan(span.SpanId, _showsName ? span.Name : null, span.StartNs, span.DurationNs, attributes);
    }

    private static SortedDictionary<string, TraceQlServiceStats> CountServices(TraceView trace)
    {
        var services = new SortedDictionary<string, TraceQlServiceStats>(StringComparer.Ordinal);
        for (int i = 0; i < trace.Count; i++)
        {
            string service = trace[i].Resource.ServiceName;
            services.TryGetValue(service, out TraceQlServiceStats stats);
            int errors = trace[i].Status == SpanStatusCode.Error ? 1 : 0;
            services[service] = new TraceQlServiceStats(stats.SpanCount + 1, stats.ErrorCount + errors);
        }

        return services;
    }
}
